-- The columns of table or view ?1, in their order.
SELECT name
FROM pragma_table_info(?1)
ORDER BY cid
