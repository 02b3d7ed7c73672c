-- Do not edit; add a new one.
-- Units of goods with a serial (GTIN and serial, from a radio tag or a code) in posted sales, as the entries say it.
-- (entry_id, entry_line) is the line, counted from 1; (sale_id, line) is the sold line that it is about: itself, or,
-- of a line that brings the unit back (sold 0), the one that it names. What is still sold follows from these rows and
-- from which sales are voided, so the order in which entries arrive does not matter.

create table tag_event (
    gtin text not null,
    serial text not null,
    entry_id bigint not null,
    entry_line bigint not null,
    sale_id bigint not null,
    line bigint not null,
    sold bigint not null check (sold in (0, 1)),
    tag text not null,
    sku text not null,
    primary key (gtin, serial, entry_id, entry_line)
);
