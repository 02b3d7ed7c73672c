-- What each terminal of branch $1 ('' = all) may redeem or has redeemed without HQ. Points: reserved for it (limit),
-- of that told as spent, stood in for, and what of all this was not there and became members' debt.
select b.code,
       t.code,
       t.standing,
       t.last_seen_ms,
       coalesce(a.open_count, 0),
       coalesce(a.limit_points, 0),
       coalesce(a.spent_points, 0),
       coalesce(o.stand_in_points, 0),
       coalesce(d.debt_points, 0),
       t.terminal_id
from terminal t
join branch b on b.branch_id = t.branch_id
left join (
    select terminal_id,
           count(*) as open_count,
           cast(sum(limit_points) as bigint) as limit_points,
           cast(sum(spent_points) as bigint) as spent_points
    from allowance
    where state = 'open'
    group by terminal_id
) a on a.terminal_id = t.terminal_id
left join (
    select terminal_id, cast(sum(points) as bigint) as stand_in_points
    from offline_redemption
    where means = 2
    group by terminal_id
) o on o.terminal_id = t.terminal_id
left join (
    select e.terminal_id, cast(sum(m.amount) as bigint) as debt_points
    from transfer m
    join entry e on e.registration = m.cause / 4294967296 and e.sequence = m.cause % 4294967296
    where m.debit_account = 3 and m.code in ('redeem', 'reserve')
    group by e.terminal_id
) d on d.terminal_id = t.terminal_id
where t.standing <> 'imported' and ($1 = '' or b.code = $1)
order by b.code, t.code, t.terminal_id
