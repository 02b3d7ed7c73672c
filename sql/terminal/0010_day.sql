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
