/* One template of templates/archive/. */
#ifndef ARCHIVE_PAGE_H
#define ARCHIVE_PAGE_H

#include "dossier/json.h"

/*
 * page_render(template, model, a, err): a template with its partials: {{>NAME}} is
 * archive/NAME.mustache. Text in ${a}.
 */
const char *page_render(
    const char *template, const json_t *model, struct arena *a, struct err *err);

#endif
