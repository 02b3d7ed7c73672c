-- Points of lots by the day (UTC, since 1970) on which HQ received what gave them and by the last month in which they
-- can be used: what was given, what was redeemed (or is held), what expired, and what is left.
select e.received_ms / 86400000,
       substr(l.expires_on, 1, 7),
       cast(sum(coalesce(t.given, 0)) as bigint),
       cast(sum(coalesce(t.redeemed, 0)) as bigint),
       cast(sum(coalesce(t.expired, 0)) as bigint),
       cast(sum(l.remaining) as bigint),
       max(l.expires_on)
from lot l
join entry e on e.registration = l.cause / 4294967296 and e.sequence = l.cause % 4294967296
left join (select shard_key, lot_cause, lot_number,
                  sum(case when credit_account = 1 and debit_account in (4, 10, 13, 16) then amount
                           when debit_account = 1 and credit_account in (4, 10, 13, 16) then -amount
                           else 0 end) as given,
                  sum(case when debit_account = 1 and credit_account in (2, 11) then amount
                           when credit_account = 1 and debit_account in (2, 11) then -amount
                           else 0 end) as redeemed,
                  sum(case when credit_account = 12 then amount else 0 end) as expired
           from transfer
           where lot_cause > 0
           group by shard_key, lot_cause, lot_number) t
       on t.shard_key = l.shard_key and t.lot_cause = l.cause and t.lot_number = l.number
group by e.received_ms / 86400000, substr(l.expires_on, 1, 7)
order by 1, 2
