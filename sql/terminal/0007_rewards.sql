-- Do not edit; add a new one.
-- Vouchers and coupons that HQ leaves to this terminal.

create table held_voucher (
    voucher_key blob not null primary key,
    grant_bytes blob not null,
    signature blob not null
) without rowid;

-- What this terminal took of them and did not reverse, also of those that it does not hold any more.
create table voucher_spent (
    redemption_id integer not null primary key,
    voucher_key blob not null,
    taken_minor integer not null check (taken_minor > 0)
);
create index voucher_spent_of on voucher_spent (voucher_key);

create table held_coupon (
    campaign_id integer not null,
    code text not null,
    bytes blob not null,
    primary key (campaign_id, code)
) without rowid;
create index held_coupon_by_code on held_coupon (code);

create table coupon_spent (
    claim_id integer not null,
    campaign_id integer not null,
    code text not null,
    member_id integer not null,
    primary key (claim_id, campaign_id)
) without rowid;
create index coupon_spent_by_code on coupon_spent (code);
