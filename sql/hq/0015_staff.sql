-- Do not edit; add a new one.
-- Who works at a branch's terminals; see common/sync/staff.h. pin: an Argon2id hash, or empty. A disabled operator keeps
-- the row, so that the number is not given to somebody else unnoticed.
create table staff (
    branch_id bigint not null,
    operator_id text not null,
    name text not null,
    role text not null check (role in ('cashier', 'supervisor', 'manager')),
    rights bigint not null check (rights >= 0),
    pin text not null,
    card_key bytea not null,
    disabled bigint not null check (disabled in (0, 1)),
    primary key (branch_id, operator_id)
);
