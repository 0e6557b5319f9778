#include "transform/file.h"
#include "transform/office.h"
#include "transform/raw.h"
void nq_xls_read(const char *p, size_t n, struct nq_raw *r){(void)p;(void)n;nq_raw_refuse(r,NQ_PAGE_UNSUPPORTED,"xls");}
void nq_pdf_read(const char *p, size_t n, struct nq_raw *r){(void)p;(void)n;nq_raw_refuse(r,NQ_PAGE_UNSUPPORTED,"pdf");}
