-- Do not edit; add a new one.
-- Segments: named sets of members, ready-made or defined by people. Refreshing ones are computed anew by the daily job, from
-- the roll-ups; fixed ones stay as they were when they were defined.

-- kind: ready = ready-made, and then without json. as_of: the business date it was computed for.
create table segment (
    name text not null primary key,
    kind text not null check (kind in ('ready', 'refreshing', 'fixed')),
    json text not null,
    defined_ms bigint not null,
    as_of text not null
);

-- A merged member is in the segments of whom it was merged into. since: the date it entered as of.
create table segment_member (
    name text not null,
    member_id bigint not null,
    since text not null,
    primary key (name, member_id)
);
create index segment_of_member on segment_member (member_id);

-- The campaigns about which members' facts are fed: those that are live, and those that are about to be. fed 1 = all members
-- were fed for it, so that what it asks about them is there before it is.
create table asked_campaign (
    campaign_id bigint not null,
    version bigint not null,
    fed bigint not null check (fed in (0, 1)),
    primary key (campaign_id, version)
);

create table asked_segment (
    campaign_id bigint not null,
    version bigint not null,
    name text not null,
    primary key (campaign_id, version, name)
);

insert into asked_campaign(campaign_id, version, fed)
select campaign_id, version, 1 from campaign_version where state = 'live';
