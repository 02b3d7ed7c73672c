-- Do not edit; add a new one.
-- Slips that wait for the printer, oldest first. begun: it may have come out already. Gone once it is printed.
create table print_job (
    job_id integer not null primary key,
    made_at_ms integer not null,
    begun integer not null check (begun in (0, 1))
);

create table print_part (
    job_id integer not null,
    number integer not null check (number >= 0),
    kind integer not null check (kind between 0 and 5),
    text text not null,
    primary key (job_id, number)
);

-- Who may work at the branch, as HQ says. pin: an Argon2id hash, or empty. rights: one bit each, see common/sync/staff.h.
create table staff (
    operator_id text not null primary key,
    name text not null,
    pin text not null,
    card_key blob not null,
    rights integer not null check (rights >= 0)
);

-- PINs that were wrong in a row, so that a restart forgets none. until_ms: nothing is tried before.
create table staff_tries (
    operator_id text not null primary key,
    wrong integer not null check (wrong > 0),
    until_ms integer not null
);

-- Z reports: what a shift came to in the end, numbered in this file and written with the entry that closed it. Only
-- `printed` changes: whether it was handed to the printer.
create table z_report (
    z_number integer not null primary key check (z_number > 0),
    shift_id integer not null unique,
    closed_at_ms integer not null,
    cash_expected_minor integer not null,
    cash_count_minor integer not null,
    printed integer not null check (printed in (0, 1))
);
