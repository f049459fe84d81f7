PDF_TRICKS = {}


def pdf_texts(data):
    return []
