-- Cards that did not prove themselves, at terminals of branch $1 ('' = all), and whose they posed as.
select r.entry_id,
       coalesce(b.code, ''),
       coalesce(t.code, ''),
       r.occurred_ms,
       r.card_key,
       coalesce(c.card_number, ''),
       coalesce(m.member_number, ''),
       r.reason
from card_refusal r
left join branch b on b.branch_id = r.branch_id
left join terminal t on t.terminal_id = r.terminal_id
left join card c on c.card_key = r.card_key
left join member m on m.member_id = c.member_id
where ($1 = '' or b.code = $1)
order by r.occurred_ms, r.entry_id
