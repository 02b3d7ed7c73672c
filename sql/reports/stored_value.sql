-- Stored value by holder (0 gift cards, 1 members) as of $1; what expires by $2. Of each account, `value` is what is not
-- owed, `owed` what is; sold, spent, adjusted and given (by campaigns) are net
-- of what was undone.
select a.holder,
       cast(count(*) as bigint),
       cast(sum(a.value_minor) as bigint),
       cast(sum(a.held_minor) as bigint),
       cast(sum(a.owed) as bigint),
       cast(sum(case when a.expires_on < $1 then a.value_minor else 0 end) as bigint),
       cast(sum(case when a.expires_on >= $1 and a.expires_on <= $2 then a.value_minor else 0 end) as bigint),
       cast(coalesce(sum(t.sold), 0) as bigint),
       cast(coalesce(sum(t.spent), 0) as bigint),
       cast(coalesce(sum(t.expired), 0) as bigint),
       cast(coalesce(sum(t.adjusted), 0) as bigint),
       cast(coalesce(sum(t.given), 0) as bigint)
from (select account_key, held_minor, expires_on,
             case when member_id = 0 then 0 else 1 end as holder,
             case when value_minor > 0 then value_minor else 0 end as value_minor,
             case when value_minor < 0 then -value_minor else 0 end as owed
      from value_account) a
left join (select account_key,
                  sum(case when debit_account = 30 then amount_minor when credit_account = 30 then -amount_minor else 0 end) as sold,
                  sum(case when credit_account = 31 then amount_minor when debit_account = 31 then -amount_minor else 0 end) as spent,
                  sum(case when credit_account = 32 then amount_minor else 0 end) as expired,
                  sum(case when debit_account = 33 then amount_minor when credit_account = 33 then -amount_minor else 0 end) as adjusted,
                  sum(case when debit_account = 34 then amount_minor when credit_account = 34 then -amount_minor else 0 end) as given
           from value_transfer group by account_key) t on t.account_key = a.account_key
group by a.holder
order by a.holder
