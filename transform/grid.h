/*
 * Tables while they are read: their cells are ordinary blocks until the
 * table ends; then a data table's blocks become one grid, and a layout
 * table's stay as they are.
 */
#ifndef NQ_TRANSFORM_GRID_H
#define NQ_TRANSFORM_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nq_arena;
struct nq_block;
struct nq_raw;

struct nq_grid_maker {
	struct nq_grid_maker *outer;	/* owned while open */
	struct nq_tcell {
		uint32_t row, colspan, rowspan;
		uint32_t first, last;	/* blocks [first, last) */
		bool header, bold;
	} *cells;		/* owned */
	size_t ncells, cap;
	uint32_t rows;
	uint32_t first;		/* block where the table began */
	bool nested, open;	/* holds a table; a cell is open */
	size_t images;
};

struct nq_grid_maker *nq_grid_open(struct nq_raw *,
    struct nq_grid_maker *outer);
void nq_grid_row(struct nq_grid_maker *);
void nq_grid_cell(struct nq_grid_maker *, struct nq_raw *, bool header,
    const char *colspan, const char *rowspan);
void nq_grid_cell_end(struct nq_grid_maker *, struct nq_raw *);

/* Frees it, gives the outer one. box is where a grid would stand. */
struct nq_grid_maker *nq_grid_close(struct nq_grid_maker *, struct nq_raw *,
    uint32_t box);

/* The rows' text of a block that has a grid, once its cells are final. */
void nq_grid_text(struct nq_block *, struct nq_arena *);

#endif
