-- The whole schema of a terminal's file, as its migrations make it.
-- A sale touches five pages: journal, sale and its two indexes, shift.

-- Who this terminal is and what HQ last told it: branch_code, terminal_code, company, currency, key_pem, hq_term …
create table setting (
    name text not null primary key,
    value text not null
) without rowid;

-- One row for each registration this terminal has had; the greatest `age` is the current one. How far a registration
-- goes is said by its last entry in the journal.
create table head (
    age integer not null primary key,
    registration integer not null unique check (registration > 0),
    acked_sequence integer not null check (acked_sequence >= 0),
    acked_hash blob not null check (length(acked_hash) = 32),
    acked_term integer not null,
    -- 1: the anchor knew entries of this registration that this file does not have (restored from a backup).
    lost integer not null check (lost in (0, 1))
);

-- Append-only. entry_id = registration << 32 | sequence; hash = SHA-256(previous hash || bytes).
create table journal (
    entry_id integer not null primary key check (entry_id > 0),
    kind integer not null,
    bytes blob not null,
    hash blob not null check (length(hash) = 32),
    recorded_at_ms integer not null
);

-- Beside the entry, so that erasing it leaves the chain valid.
create table personal_data (
    entry_id integer not null primary key,
    salt blob not null check (length(salt) = 16),
    bytes blob not null
);

create table shift (
    shift_id integer not null primary key,
    operator_id text not null,
    business_date text not null,
    opening_cash_minor integer not null,
    cash_minor integer not null,
    sales_minor integer not null,
    sale_count integer not null,
    closed_by integer
);
create index open_shift on shift (shift_id) where closed_by is null;

-- Sales of this terminal, for returns, reprints and "was this sale recorded?". The lines are in the entry.
create table sale (
    sale_id integer not null primary key,
    receipt_number integer not null,
    business_date text not null,
    total_minor integer not null,
    voided_by integer,
    intent text
);
create index sale_by_receipt on sale (receipt_number);
create unique index sale_by_intent on sale (intent) where intent is not null;

-- Quantities already brought back, by line of the original sale.
create table returned_line (
    sale_id integer not null,
    line integer not null,
    returned_thousandths integer not null check (returned_thousandths > 0),
    primary key (sale_id, line)
) without rowid;

-- Redemptions asked for, and what became of them. One that is still 'requested' at start is reversed.
create table redemption (
    redemption_id integer not null primary key,
    member_id integer not null,
    points integer not null check (points > 0),
    state text not null check (state in ('requested', 'captured', 'reversed'))
);
create index open_redemption on redemption (redemption_id) where state = 'requested';

-- From the feed.
create table member (
    member_id integer not null primary key,
    member_number text not null,
    name text not null,
    tier text not null,
    vip integer not null check (vip in (0, 1)),
    available integer not null,
    as_of_ms integer not null,
    pending integer not null default 0,
    -- What campaigns ask about the member, as it came.
    campaign_facts blob not null default x''
);
create table card (
    card_key blob not null primary key,
    member_id integer not null,
    blocked integer not null check (blocked in (0, 1)),
    -- 0: its UID only, it proves nothing; else the family it was pinned as when it was issued.
    family integer not null default 0 check (family >= 0)
) without rowid;
create index card_of_member on card (member_id);

-- From the feed, which names every blocked card to every branch.
create table blocked_card (
    card_key blob not null primary key
) without rowid;

create table item (
    sku text not null primary key,
    name text not null,
    category text not null,
    barcode text not null,
    unit text not null,
    price_minor integer not null
) without rowid;
create index item_by_barcode on item (barcode);

-- Every version HQ ever sent, because a return needs the rules its sale was made with; the setting rules_version
-- names the current one.
create table rule_set (
    version integer not null primary key,
    bytes blob not null
);

-- Units of goods with a serial (GTIN and serial, from a radio tag or a code) that this terminal sold and that did not
-- come back. Kept longer than the journal's entries: a tag is not sold twice however long ago the first time was.
create table tag_sold (
    gtin text not null,
    serial text not null,
    sale_id integer not null,
    line integer not null,
    primary key (gtin, serial, sale_id, line)
) without rowid;

-- What may be redeemed, and was, while HQ is out of reach. Changed in the transaction of the entry that says so.

-- limit_points (L) and spent_points (C) only grow. usable 0: closed, or the registration has two histories.
create table allowance (
    allowance_id integer not null primary key,
    member_id integer not null,
    limit_points integer not null check (limit_points > 0),
    spent_points integer not null check (spent_points >= 0),
    last_day text not null,
    usable integer not null check (usable in (0, 1))
);
create index allowance_of_member on allowance (member_id);

-- Points for which nobody vouched and which HQ has not acknowledged: deleted by the acknowledgement, by nothing else.
create table stand_in (
    redemption_id integer not null primary key,
    card_key blob not null,
    secure integer not null check (secure in (0, 1)),
    points integer not null check (points > 0)
);

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

-- What each kind of tender brought in a shift, less what it gave back. kind: as in entries; 0: stored value sold, which
-- is in the tenders and not in shift.sales_minor.
create table shift_tender (
    shift_id integer not null,
    kind integer not null,
    amount_minor integer not null,
    primary key (shift_id, kind)
) without rowid;

-- Baskets that wait: no sales yet. bytes: a sale's entry without a receipt number, see terminal/app/desk_book.h.
create table parked_basket (
    parked_id integer not null primary key,
    parked_at_ms integer not null,
    bytes blob not null
);

-- The basket that is being paid for; one row at most. Its intent tells after a crash whether the sale was recorded.
create table paid_basket (
    paid_id integer not null primary key check (paid_id = 1),
    intent text not null,
    bytes blob not null
);

create table gift (
    code text not null primary key,
    bytes blob not null
) without rowid;

create table gift_stock (
    code text not null primary key,
    bytes blob not null
) without rowid;

-- What this terminal took for its redemptions and did not reverse, of any of its registrations.
create table gift_taken (
    redemption_id integer not null primary key,
    code text not null
);
create index gift_taken_of on gift_taken (code);

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

-- Who may work at the branch, as HQ says. pin: an Argon2id hash, or empty. rights: one bit each, see common/sync/staff.h.
create table staff (
    operator_id text not null primary key,
    name text not null,
    pin text not null,
    card_key blob not null,
    rights integer not null check (rights >= 0)
);

-- PINs that were wrong in a row, so that a restart forgets none. until_ms: nothing is tried before.
create table staff_tries (
    operator_id text not null primary key,
    wrong integer not null check (wrong > 0),
    until_ms integer not null
);

-- Z reports: what a shift came to in the end, numbered in this file and written with the entry that closed it. Only
-- `printed` changes: whether it was handed to the printer.
create table z_report (
    z_number integer not null primary key check (z_number > 0),
    shift_id integer not null unique,
    closed_at_ms integer not null,
    cash_expected_minor integer not null,
    cash_count_minor integer not null,
    printed integer not null check (printed in (0, 1))
);
