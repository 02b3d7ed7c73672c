-- The whole schema of HQ, as its migrations make it (portable part).
-- non-members) in every primary key, so that they distribute over a cluster. No foreign keys across shards.

create table setting (
    name text not null primary key,
    value text not null
);

-- Numbers drawn under a row lock in the transaction that uses them: registration, hq_sequence, feed, member_number,
-- branch, terminal.
create table counter (
    name text not null primary key,
    value bigint not null
);

create table branch (
    branch_id bigint not null primary key,
    code text not null unique,
    name text not null,
    region text not null,
    time_zone text not null,
    opened_on text not null
);

-- imported = named by imported sales: it has no certificate and cannot connect.
create table terminal (
    terminal_id bigint not null primary key,
    branch_id bigint not null,
    code text not null,
    standing text not null check (standing in ('enrolled', 'replaced', 'revoked', 'imported')),
    certificate_pem text not null,
    renewal text not null check (renewal in ('none', 'requested', 'approved')),
    session_token bigint not null,
    last_seen_ms bigint not null
);
create index terminal_by_code on terminal (branch_id, code);

create table enrolment_code (
    secret_hash bytea not null primary key,
    branch_id bigint not null,
    terminal_code text not null,
    expires_ms bigint not null,
    used_ms bigint
);

-- Handed out once, never reused. terminal_id 0 = an HQ process. previous: the end of the journal that it continues, as
-- its RegistrationOpened says (0, 0 and no bytes when it continues none); it tells which of two histories that was.
create table registration (
    registration bigint not null primary key,
    terminal_id bigint not null,
    standing text not null check (standing in ('spare', 'current', 'superseded', 'forked')),
    granted_ms bigint not null,
    previous bigint not null,
    previous_sequence bigint not null,
    previous_hash bytea not null
);
create index registration_of_terminal on registration (terminal_id);

-- The end of each registration's journal at HQ; ingest locks its row, and that is the de-duplication. receipt_number:
-- the highest in the journal, of either history.
create table watermark (
    registration bigint not null primary key,
    sequence bigint not null,
    hash bytea not null,
    session_token bigint not null,
    receipt_number bigint not null
);

-- Every entry as it was received. quarantined = from a revoked or replaced terminal: kept, not posted.
create table entry (
    registration bigint not null,
    sequence bigint not null,
    kind bigint not null,
    bytes bytea not null,
    hash bytea not null,
    received_ms bigint not null,
    hq_sequence bigint not null,
    terminal_id bigint not null,
    quarantined bigint not null check (quarantined in (0, 1)),
    primary key (registration, sequence)
);

-- A second history of one registration: the entry was kept under one of HQ's own ids. Both hashes are of the
-- terminal's chain.
create table fork (
    registration bigint not null,
    sequence bigint not null,
    hash bytea not null,
    previous_hash bytea not null,
    entry_id bigint not null,
    detected_ms bigint not null,
    primary key (registration, sequence, hash)
);

-- Well-formed entries that break a rule, for a person to settle. Nothing waits for them.
create table suspense (
    entry_id bigint not null,
    reason text not null,
    detail text not null,
    opened_ms bigint not null,
    settled_ms bigint,
    primary key (entry_id, reason)
);

create table personal_data (
    entry_id bigint not null primary key,
    salt bytea not null,
    bytes bytea not null
);

-- account_id: whose account the member shares; null = the member's own. The holder of a shared account has none.
create table member (
    member_id bigint not null primary key,
    member_number text not null unique,
    home_branch_id bigint not null,
    tier text not null,
    vip bigint not null check (vip in (0, 1)),
    joined_on text not null,
    name text not null,
    merged_into bigint,
    account_id bigint
);
create index member_of_account on member (account_id) where account_id is not null;
create index member_merged on member (merged_into) where merged_into is not null;

-- family is pinned: 0 = known by its UID or number alone, else a family of common/loyalty/card.h.
create table card (
    card_key bytea not null primary key,
    member_id bigint not null,
    card_number text not null,
    blocked bigint not null check (blocked in (0, 1)),
    family bigint not null default 0 check (family between 0 and 3)
);
create index card_of_member on card (member_id);
create index card_by_number on card (card_number);

-- Blocked for ever, also when HQ does not know whose card it is (yet). Every such card is in the feed of all branches.
create table blocked_card (
    card_key bytea not null primary key,
    entry_id bigint not null,
    reason text not null
);

-- Cards to be written. card_key: of the card that was begun for it; null until one lies on a reader. settled_ms: when it
-- was written or cancelled.
create table card_order (
    card_number text not null primary key,
    member_id bigint not null,
    family bigint not null check (family between 1 and 3),
    state text not null check (state in ('ordered', 'written', 'cancelled')),
    ordered_ms bigint not null,
    card_key bytea,
    settled_ms bigint
);
create index card_order_by_state on card_order (state, ordered_ms);
create index card_order_by_key on card_order (card_key);

-- Written down before a key of a card changes: the slot has one of the two versions, 0 being the factory's.
create table card_key_version (
    card_key bytea not null,
    slot bigint not null,
    from_version bigint not null,
    to_version bigint not null,
    primary key (card_key, slot)
);

-- Cards that did not prove what they posed as, as terminals reported it. For people to look at.
create table card_refusal (
    entry_id bigint not null primary key,
    card_key bytea not null,
    reason text not null,
    terminal_id bigint not null,
    branch_id bigint not null,
    occurred_ms bigint not null
);

-- Double entry, append-only. Accounts: see hq/app/accounts.h. Amounts are positive; unit is 'points'.
create table transfer (
    shard_key bigint not null,
    cause bigint not null,
    number bigint not null,
    debit_account bigint not null,
    credit_account bigint not null,
    amount bigint not null check (amount > 0),
    unit text not null,
    code text not null,
    rules_version bigint not null,
    lot_cause bigint not null,
    lot_number bigint not null,
    primary key (shard_key, cause, number)
);

create table lot (
    shard_key bigint not null,
    cause bigint not null,
    number bigint not null,
    remaining bigint not null check (remaining >= 0),
    expires_on text not null,
    primary key (shard_key, cause, number)
);

create index lot_by_expiry on lot (expires_on) where remaining > 0;

-- The member's accounts; programme accounts keep no row.
create table balance (
    shard_key bigint not null,
    account bigint not null,
    amount bigint not null,
    primary key (shard_key, account)
);

-- Points held by an authorised redemption until a sale captures it or the terminal reverses it. member_id 0: reversed
-- before HQ was asked, or captured with a card that HQ does not know yet. captured_by: the sale, 0 = none.
create table redemption (
    redemption_id bigint not null primary key,
    member_id bigint not null,
    points bigint not null check (points >= 0),
    state text not null check (state in ('held', 'refused', 'captured', 'reversed')),
    captured_by bigint not null
);

-- Head of each sale; the lines are in the entry. eligible_minor: the total without what was paid with points.
-- remaining_minor: what earned points (the lines that name no original, without what was paid with points), less what
-- returns took back. points: what the sale earned by HQ's rules (negative: took back), 0 without a card. card_key: also
-- of a member named without a card whom HQ does not know yet (8 bytes, the member's id). voided_by 0 = not voided.
create table sale (
    shard_key bigint not null,
    sale_id bigint not null,
    branch_id bigint not null,
    terminal_id bigint not null,
    receipt_number bigint not null,
    occurred_ms bigint not null,
    business_date text not null,
    total_minor bigint not null,
    eligible_minor bigint not null,
    remaining_minor bigint not null,
    points bigint not null,
    card_key bytea not null,
    voided_by bigint not null,
    primary key (shard_key, sale_id)
);
create index sale_by_id on sale (sale_id);

-- Sales with something to credit to a member whose card HQ did not know when they arrived: their own part, or lines
-- that bring back what that member bought. Credited and deleted when HQ knows the card.
create table unknown_card (
    card_key bytea not null,
    sale_id bigint not null,
    branch_id bigint not null,
    primary key (card_key, sale_id)
);

-- What lines of returns brought back, as far as HQ accepted it. (entry_id, entry_line) is the returning line, or the
-- post-void that undid it, then with negative figures. minor: the share of the original line's amount. points: the share
-- of what the line earned. points_taken: of these, what the rules' policy took back, 0 until the member is known.
-- points_given, given_minor: what paid for it in points and was given back, and its worth. stored_minor: what paid for
-- it in stored value and went back there.
create table returned_line (
    entry_id bigint not null,
    entry_line bigint not null,
    sale_id bigint not null,
    line bigint not null,
    thousandths bigint not null,
    minor bigint not null,
    points bigint not null,
    points_taken bigint not null default 0,
    points_given bigint not null default 0,
    given_minor bigint not null default 0,
    stored_minor bigint not null default 0,
    primary key (entry_id, entry_line)
);
create index returned_line_of_sale on returned_line (sale_id);

-- Earnings that cannot be used yet. The daily job makes it the lot of the same key on the date it matures, and deletes it.
create table pending_lot (
    shard_key bigint not null,
    cause bigint not null,
    number bigint not null,
    remaining bigint not null check (remaining >= 0),
    matures_on text not null,
    expires_on text not null,
    primary key (shard_key, cause, number)
);
create index pending_lot_by_date on pending_lot (matures_on);

-- Entries that arrived before one they name (the sale of a return or post-void, the member of a card), by its id.
create table waiting_entry (
    awaited_id bigint not null,
    entry_id bigint not null,
    primary key (awaited_id, entry_id)
);
create index waiting_entry_by_entry on waiting_entry (entry_id);

-- Roll-ups, written in the ingest transaction.
create table member_day (
    shard_key bigint not null,
    business_date text not null,
    branch_id bigint not null,
    net_minor bigint not null,
    visits bigint not null,
    primary key (shard_key, business_date, branch_id)
);
-- sales and returns are numbers of sales; net_minor is what they brought without what was paid with points;
-- returns_minor is what lines of negative amount gave back (as a positive figure), contained in net_minor.
create table branch_day (
    branch_id bigint not null,
    business_date text not null,
    slot bigint not null,
    sales bigint not null,
    returns bigint not null,
    net_minor bigint not null,
    returns_minor bigint not null,
    member_minor bigint not null,
    points_earned bigint not null,
    points_redeemed bigint not null,
    primary key (branch_id, business_date, slot)
);

-- Where a member bought, last when, and the feed position of the newest change for that branch.
create table member_branch (
    branch_id bigint not null,
    member_id bigint not null,
    last_date text not null,
    position bigint not null,
    primary key (member_id, branch_id)
);
create index member_branch_by_position on member_branch (branch_id, position);

-- The newest state of every other subject. branch_id 0 = all branches.
create table feed (
    branch_id bigint not null,
    kind bigint not null,
    subject text not null,
    position bigint not null,
    bytes bytea not null,
    primary key (branch_id, kind, subject)
);
create index feed_by_position on feed (branch_id, position);

create table item (
    sku text not null primary key,
    name text not null,
    category text not null,
    price_minor bigint not null,
    tax_class text not null,
    barcode text not null,
    unit text not null
);

create table rule_set (
    version bigint not null primary key,
    bytes bytea not null
);

-- Identity of an imported receipt, and a digest of its rows: the same again is skipped, other rows refused.
create table import_receipt (
    branch_id bigint not null,
    terminal_code text not null,
    receipt text not null,
    business_date text not null,
    digest bytea not null,
    sale_id bigint not null,
    primary key (branch_id, terminal_code, receipt, business_date)
);
-- Rows whose receipt could not be read, repaired and appended later, traced to where they stood.
create table import_supplement (
    source text not null,
    line bigint not null,
    digest bytea not null,
    sale_id bigint not null,
    primary key (source, line)
);

create table job_run (
    job text not null,
    business_date text not null,
    finished_ms bigint not null,
    primary key (job, business_date)
);

-- Units of goods with a serial (GTIN and serial, from a radio tag or a code) in posted sales, as the entries say it.
-- (entry_id, entry_line) is the line, counted from 1; (sale_id, line) is the sold line that it is about: itself, or,
-- of a line that brings the unit back (sold 0), the one that it names. What is still sold follows from these rows and
-- from which sales are voided, so the order in which entries arrive does not matter.
create table tag_event (
    gtin text not null,
    serial text not null,
    entry_id bigint not null,
    entry_line bigint not null,
    sale_id bigint not null,
    line bigint not null,
    sold bigint not null check (sold in (0, 1)),
    tag text not null,
    sku text not null,
    primary key (gtin, serial, entry_id, entry_line)
);

-- Roll-up: what a member earned in points, less what was taken back, by the UTC day (since 1970) on which HQ received
-- the entry that caused it.
create table tier_day (
    shard_key bigint not null,
    day bigint not null,
    points bigint not null,
    primary key (shard_key, day)
);

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
-- Points reserved for terminals that may spend them while HQ is out of reach, and redemptions that HQ did not vouch for.
-- limit_points (L) and spent_points (C, as far as the holder has told) only grow. received_points: the greatest limit
-- that the holder has told to have. allowance_id: HQ's entry that granted it first. recalled: its member needs the
-- points elsewhere, so the holder is asked to close it.
create table allowance (
    allowance_id bigint not null primary key,
    member_id bigint not null,
    terminal_id bigint not null,
    limit_points bigint not null check (limit_points > 0),
    spent_points bigint not null check (spent_points >= 0),
    received_points bigint not null check (received_points >= 0),
    last_day text not null,
    state text not null check (state in ('open', 'closed', 'written_off')),
    recalled bigint not null check (recalled in (0, 1))
);
create index allowance_of_member on allowance (member_id);
create index allowance_of_terminal on allowance (terminal_id);

-- The lots that were taken for it, in the order taken; lot_cause 0: the member owes these. remaining: what is neither
-- spent nor given back.
create table allowance_lot (
    allowance_id bigint not null,
    number bigint not null,
    lot_cause bigint not null,
    lot_number bigint not null,
    expires_on text not null,
    remaining bigint not null check (remaining >= 0),
    primary key (allowance_id, number)
);

create table offline_redemption (
    redemption_id bigint not null primary key,
    member_id bigint not null,
    points bigint not null,
    means bigint not null check (means in (1, 2)),
    allowance_id bigint not null,
    terminal_id bigint not null
);

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
    -- The terminal that may take the code without asking; 0 = HQ is asked.
    holder bigint not null default 0,
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

-- Every version of the list of live campaigns, with the campaigns themselves: a sale says by which it was priced, and is
-- priced again with it.

create table campaign_list (
    version bigint not null primary key,
    bytes bytea not null
);

create index campaign_award_of_sale on campaign_award (sale_id);
create index campaign_award_of_member on campaign_award (member_id, campaign_id);

-- Stored value: money that gift cards and members have with the chain, in its currency.

-- account_key: 32 bytes, the gift card's card_key; 8 bytes, the member's id. value_minor: what can be spent; < 0: owed.
-- held_minor: taken from it by authorised redemptions, not yet captured. expires_on: the last usable day.
create table value_account (
    account_key bytea not null primary key,
    member_id bigint not null,
    value_minor bigint not null,
    held_minor bigint not null check (held_minor >= 0),
    expires_on text not null
);
create index value_account_by_expiry on value_account (expires_on) where value_minor > 0;

-- Append-only, double entry: accounts 6 and 7 are value_minor and held_minor, those from 30 on the programme's.
create table value_transfer (
    account_key bytea not null,
    cause bigint not null,
    number bigint not null,
    debit_account bigint not null,
    credit_account bigint not null,
    amount_minor bigint not null check (amount_minor > 0),
    code text not null,
    rules_version bigint not null,
    primary key (account_key, cause, number)
);

-- As redemption, of stored value.
create table value_redemption (
    redemption_id bigint not null primary key,
    account_key bytea not null,
    minor bigint not null check (minor >= 0),
    state text not null check (state in ('held', 'refused', 'captured', 'reversed')),
    captured_by bigint not null
);
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

-- What was booked of what sales earned, by the business date it counts on: what the rules' caps are held against, once
-- they have any. kind 1: subject is a terminal; kind 2: a member; kind 3: a terminal from which HQ took entries on that
-- day, with 0 points. day: since 1970. Nothing is ever taken off.
--
-- A sale beyond a cap is withheld: its card_key is a key of its own (12 bytes), for which it and what was brought back of
-- it wait in unknown_card, until a person releases it.

create table minted_day (
    kind bigint not null check (kind in (1, 2, 3)),
    subject bigint not null,
    day bigint not null,
    points bigint not null check (points >= 0),
    primary key (subject, kind, day)
);

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

-- Every version of a gift; bytes: as in the entry that defined it.
create table gift (
    gift text not null,
    version bigint not null check (version > 0),
    cause bigint not null,
    bytes bytea not null,
    primary key (gift, version)
);

-- Append-only: a stock is the sum of its units. number: 0 = a hold, else the line of the entry that moved it. points and
-- cash_minor: what was paid for a gift, or given back for it (negative).
create table gift_movement (
    cause bigint not null,
    number bigint not null,
    branch_id bigint not null,
    gift text not null,
    units bigint not null,
    reason text not null check (reason in ('receive', 'adjust', 'hold', 'release', 'give', 'return', 'void')),
    redemption_id bigint not null,
    business_date text not null,
    points bigint not null,
    cash_minor bigint not null,
    primary key (cause, number)
);
create index gift_movement_of_stock on gift_movement (gift, branch_id);
create index gift_movement_of_redemption on gift_movement (redemption_id);

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
