-- Do not edit; add a new one.
-- Live campaigns from the feed: one row for each version that HQ sent ("18:3"), and the list of those that are live
-- ("current").

create table campaign (
    subject text not null primary key,
    bytes blob not null
) without rowid;

-- What campaigns gave at this terminal and no post-void took back: of one member or of all customers (member_id 0), on
-- one day or on all ('').
create table campaign_use (
    member_id integer not null,
    campaign_id integer not null,
    business_date text not null,
    uses integer not null,
    points integer not null,
    minor integer not null,
    primary key (member_id, campaign_id, business_date)
) without rowid;

-- What campaigns ask about the member, as it came.
alter table member add column campaign_facts blob not null default x'';
