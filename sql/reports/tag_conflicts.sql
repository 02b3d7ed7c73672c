-- Sold lines of units with a serial that were sold more than once, without those that were voided or brought back: the
-- unit, the line, and the sale. A unit of which only one is left is no conflict.
select e.gtin,
       e.serial,
       e.tag,
       e.sku,
       coalesce(i.name, ''),
       coalesce(b.code, ''),
       coalesce(t.code, ''),
       s.receipt_number,
       s.business_date
from tag_event e
join sale s on s.sale_id = e.entry_id and s.voided_by = 0
left join item i on i.sku = e.sku
left join branch b on b.branch_id = s.branch_id
left join terminal t on t.terminal_id = s.terminal_id
where e.sold = 1
  and exists (select 1 from tag_event o
              where o.gtin = e.gtin and o.serial = e.serial and o.sold = 1
                and (o.entry_id <> e.entry_id or o.entry_line <> e.entry_line))
  and not exists (select 1 from tag_event r
                  join sale rs on rs.sale_id = r.entry_id and rs.voided_by = 0
                  where r.gtin = e.gtin and r.serial = e.serial and r.sold = 0
                    and r.sale_id = e.sale_id and r.line = e.line)
order by e.gtin collate "C", e.serial collate "C", s.business_date collate "C", s.occurred_ms, b.code collate "C" nulls last,
         t.code collate "C" nulls last, s.receipt_number, e.tag collate "C", e.sku collate "C"
