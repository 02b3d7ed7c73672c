-- Do not edit; add a new one.
-- Units of goods with a serial (GTIN and serial, from a radio tag or a code) that this terminal sold and that did not
-- come back. Kept longer than the journal's entries: a tag is not sold twice however long ago the first time was.

create table tag_sold (
    gtin text not null,
    serial text not null,
    sale_id integer not null,
    line integer not null,
    primary key (gtin, serial, sale_id, line)
) without rowid;
