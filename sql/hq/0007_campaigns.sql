-- Do not edit; add a new one.
-- Campaigns: every version of each, who drafted and who approved it. json: as it was drafted. A version that is drafted
-- while another is live replaces it when it is launched. Times are 0 until it came to that.

create table campaign_version (
    campaign_id bigint not null,
    version bigint not null,
    name text not null,
    state text not null check (state in ('draft', 'simulated', 'approved', 'live', 'ended')),
    json text not null,
    from_date text not null,
    to_date text not null,
    drafted_by text not null,
    drafted_ms bigint not null,
    simulated_ms bigint not null,
    approved_by text not null,
    approved_ms bigint not null check (approved_ms = 0 or approved_by <> drafted_by),
    launched_ms bigint not null,
    ended_ms bigint not null,
    primary key (campaign_id, version)
);

-- The members a campaign is for, where it asks for its list.
create table campaign_target (
    campaign_id bigint not null,
    member_id bigint not null,
    primary key (campaign_id, member_id)
);

-- Pools of coupons. A code may be in several campaigns' pools, and be for certain items in each.
create table coupon (
    code text not null,
    campaign_id bigint not null,
    primary key (code, campaign_id)
);
create table coupon_item (
    code text not null,
    campaign_id bigint not null,
    sku text not null,
    primary key (code, campaign_id, sku)
);

-- A use of a coupon. cause: the sale, or the running number of an imported redemption.
create table coupon_use (
    campaign_id bigint not null,
    code text not null,
    member_id bigint not null,
    business_date text not null,
    cause bigint not null,
    primary key (campaign_id, code, member_id, business_date, cause)
);

-- What a campaign gave with a sale: one row for each campaign that applied to it. cost_minor: discounts, vouchers, stored
-- value and gifts, without the points.
create table campaign_award (
    campaign_id bigint not null,
    sale_id bigint not null,
    version bigint not null,
    variant bigint not null,
    member_id bigint not null,
    branch_id bigint not null,
    business_date text not null,
    points bigint not null,
    cost_minor bigint not null,
    primary key (campaign_id, sale_id)
);
