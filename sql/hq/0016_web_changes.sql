-- Do not edit; add a new one.
-- What the web console changes: answers kept for those who ask twice, simulations kept for those who approve, what one
-- person proposed about an entry in suspense and another has to confirm.

-- name: SHA-256 of who asked and of the Idempotency-Key. request: SHA-256 of what was asked. status 0: not answered yet.
-- answer: sealed with a key that is not in the database. Forgotten after a day.
create table web_answer (
    name bytea not null primary key,
    request bytea not null,
    status bigint not null,
    answer bytea not null,
    begun_ms bigint not null
);
create index web_answer_by_age on web_answer (begun_ms);

-- The newest simulation of a version: what those who approve it have seen. report: JSON.
create table campaign_trial (
    campaign_id bigint not null,
    version bigint not null,
    tried_ms bigint not null,
    tried_by text not null,
    from_date text not null,
    to_date text not null,
    report text not null,
    primary key (campaign_id, version)
);

-- What one person wants done about an entry in suspense. Another one confirms it, then this row goes.
create table suspense_proposal (
    entry_id bigint not null primary key,
    outcome text not null check (outcome in ('released', 'rejected', 'noted')),
    reason text not null,
    proposed_by text not null,
    proposed_ms bigint not null
);

-- The receipts of a branch's day, to which every figure drills down.
create index sale_by_day on sale (branch_id, business_date);
