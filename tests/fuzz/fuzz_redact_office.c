/*
 * Input: a part of an office file, and of which kind; or a ZIP as it is.
 */
#include "../../src/redact/reader/container.h"
#include "fuzz/redact.h"

static const char *const parts[] = { "word/document.xml", "xl/worksheets/sheet1.xml",
	"xl/sharedStrings.xml", "xl/workbook.xml", "word/_rels/document.xml.rels", "content.xml",
	"[Content_Types].xml", "a.eml" };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char types[] = "<Types/>";
	struct buf zip = { 0 };
	if (size < 2 || data[0] == 'P') {
		redact_all("a.zip", (struct bytes){ data, size });
		return 0;
	}
	struct container *c = container_new();
	const char *part = parts[data[0] % array_len(parts)];
	MUST(c);
	if (part[0] != '[')
		MUST(container_add(
		    c, "[Content_Types].xml", (struct bytes){ types, strlen(types) }, false));
	MUST(container_add(c, part, (struct bytes){ data + 1, size - 1 }, data[1] & 1));
	MUST(container_end(c, &zip));
	container_free(c);
	redact_all("a.docx", (struct bytes){ zip.data, zip.len });
	buf_release(&zip);
	return 0;
}
