-- Do not edit; add a new one.
-- The life of points: shared accounts, expiry, tiers.

-- Whose account the member shares; null = the member's own. The holder of a shared account has none.
alter table member add column account_id bigint;
create index member_of_account on member (account_id) where account_id is not null;
create index member_merged on member (merged_into) where merged_into is not null;
create index lot_by_expiry on lot (expires_on) where remaining > 0;

-- Roll-up: what a member earned in points, less what was taken back, by the UTC day (since 1970) on which HQ received
-- the entry that caused it.
create table tier_day (
    shard_key bigint not null,
    day bigint not null,
    points bigint not null,
    primary key (shard_key, day)
);

insert into tier_day(shard_key, day, points)
select t.shard_key, e.received_ms / 86400000, sum(case when t.debit_account = 10 then t.amount else -t.amount end)
from transfer t join entry e on e.registration = t.cause / 4294967296 and e.sequence = t.cause % 4294967296
where t.debit_account = 10 or t.credit_account = 10
group by t.shard_key, e.received_ms / 86400000;

-- Every change of a tier with its reason: the figure that was compared, with which threshold, of which period.
create table tier_change (
    member_id bigint not null,
    business_date text not null,
    from_tier text not null,
    to_tier text not null,
    reason text not null check (reason in ('reached', 'kept', 'granted', 'below')),
    basis text not null check (basis in ('points', 'spend')),
    figure bigint not null,
    threshold bigint not null,
    period_from text not null,
    period_to text not null,
    rules_version bigint not null,
    changed_ms bigint not null,
    primary key (member_id, business_date)
);
create index tier_change_by_date on tier_change (business_date);
