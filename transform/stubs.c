#include "transform/pdf.h"
size_t nq_print_table_end(const struct nq_print *p, size_t from){(void)p;return from;}
void nq_print_table(struct nq_print *p, size_t from, size_t to){(void)p;(void)from;(void)to;}
