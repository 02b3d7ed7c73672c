-- Do not edit; add a new one.
-- Who may use the web console, their sessions, and the log of privileged acts.

-- password_hash: Argon2id of the password and a secret that is not in the database. password_is_temporary: made by
-- another person; nothing but changing it is possible with it. failures: tries since the last good one; they are
-- written down before the password is looked at.
create table web_user (
    user_id bigint not null primary key,
    name text not null unique,
    role text not null check (role in ('marketing', 'manager', 'operations', 'auditor', 'admin')),
    password_hash text not null,
    password_is_temporary bigint not null check (password_is_temporary in (0, 1)),
    disabled bigint not null check (disabled in (0, 1)),
    failures bigint not null check (failures >= 0),
    locked_until_ms bigint not null,
    second_factor bytea,
    second_factor_step bigint not null,
    created_ms bigint not null
);

-- The branches of a manager.
create table web_user_branch (
    user_id bigint not null,
    branch_id bigint not null,
    primary key (user_id, branch_id)
);

-- token_hash: SHA-256 of what the browser holds.
create table web_session (
    token_hash bytea not null primary key,
    user_id bigint not null,
    created_ms bigint not null,
    seen_ms bigint not null
);
create index web_session_of_user on web_session (user_id);

-- Positions are dense. hash: SHA-256 of the hash before and of this row, so that no row can be changed or taken out
-- without leaving a break.
create table audit_row (
    position bigint not null primary key,
    at_ms bigint not null,
    actor text not null,
    action text not null,
    subject text not null,
    detail text not null,
    hash bytea not null
);
