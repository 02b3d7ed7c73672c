-- Do not edit; add a new one.
-- What each kind of tender brought in a shift, less what it gave back. kind: as in entries; 0: stored value sold, which
-- is in the tenders and not in shift.sales_minor.
create table shift_tender (
    shift_id integer not null,
    kind integer not null,
    amount_minor integer not null,
    primary key (shift_id, kind)
) without rowid;
