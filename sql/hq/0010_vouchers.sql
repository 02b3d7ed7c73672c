-- Do not edit; add a new one.
-- Cash vouchers, and claims on pooled coupons.

-- voucher_key: made of the printed code's secret, which is kept nowhere. number: of the sale's award, 0 = issued by
-- staff. member_id 0 = whoever brings it; holder: the terminal that takes it without asking, 0 = HQ is asked.
create table voucher (
    voucher_key bytea not null primary key,
    cause bigint not null,
    number bigint not null,
    member_id bigint not null,
    holder bigint not null,
    value_minor bigint not null check (value_minor > 0),
    uses bigint not null check (uses > 0),
    left_minor bigint not null check (left_minor >= 0),
    valid_from text not null,
    valid_until text not null,
    state text not null check (state in ('open', 'void', 'expired'))
);
create index voucher_by_cause on voucher (cause);
create index voucher_by_last_day on voucher (state, valid_until);

-- One redemption. taken_minor left the voucher's account, paid_minor of it pays, given_minor of that came back with goods.
-- refusal: of loyalty::VoucherRefusal, 0 = none.
create table voucher_use (
    redemption_id bigint not null primary key,
    voucher_key bytea not null,
    member_id bigint not null,
    due_minor bigint not null,
    taken_minor bigint not null check (taken_minor >= 0),
    paid_minor bigint not null check (paid_minor >= 0),
    given_minor bigint not null check (given_minor >= 0),
    state text not null check (state in ('requested', 'held', 'refused', 'captured', 'reversed')),
    refusal bigint not null,
    sale_id bigint not null
);
create index voucher_use_of_sale on voucher_use (sale_id);

-- Double entry, append-only, in minor units of the company's currency; accounts as in hq/app/accounts.h.
create table voucher_transfer (
    voucher_key bytea not null,
    cause bigint not null,
    number bigint not null,
    debit_account bigint not null,
    credit_account bigint not null check (credit_account <> debit_account),
    amount_minor bigint not null check (amount_minor > 0),
    code text not null,
    primary key (voucher_key, cause, number)
);
create index voucher_transfer_by_cause on voucher_transfer (cause);

-- The terminal that may take the code without asking; 0 = HQ is asked.
alter table coupon add column holder bigint not null default 0;

-- A code that a terminal asked for, for each campaign whose pool has it; campaign_id 0 = it was refused, and why.
create table coupon_claim (
    claim_id bigint not null,
    campaign_id bigint not null,
    code text not null,
    member_id bigint not null,
    state text not null check (state in ('claimed', 'refused', 'captured', 'released')),
    refusal text not null,
    sale_id bigint not null,
    primary key (claim_id, campaign_id)
);
create index coupon_claim_of_code on coupon_claim (code, campaign_id);
create index coupon_claim_of_sale on coupon_claim (sale_id);
