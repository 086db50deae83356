create or replace function jobs.drop_undeliverable(claimed uuid[], days date[])
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
declare
    -- Whether a message's time is over cannot be said for the moment.
    is_doubtful boolean := exists (select from ops.leap());
begin
    if is_doubtful then
        update delivery_queue as q
        set due_at = postroom.now() + interval '5 minutes',
            leased_until = null,
            attempts = q.attempts - 1
        from notifications as n
        where q.notification_id = any(drop_undeliverable.claimed)
          and n.id = q.notification_id
          and n.service_id = q.service_id
          and n.day = any(drop_undeliverable.days)
          and n.kept_until < today();
    end if;

    with hopeless as (
        select n.id, n.day
        from notifications as n
        inner join services as s on s.id = n.service_id
        inner join delivery_queue as q
            on q.notification_id = n.id and q.service_id = n.service_id
        where n.id = any(drop_undeliverable.claimed)
          and n.day = any(drop_undeliverable.days)
          and (
              n.status in ('created', 'pending-virus-check')
              or (n.notification_type = 'letter' and n.status = 'sending')
          )
          and (
              not s.active
              -- Claimed once too often: what killed its worker each time does so no more.
              or q.attempts > case n.notification_type
                  when 'letter' then jobs.last_letter_attempt() else jobs.last_attempt()
              end
              or (
                  not (is_doubtful and n.kept_until < today())
                  and not exists (
                      select from notification_contents as c
                      where c.id = n.id
                        and c.kept_until = n.kept_until
                        and c.service_id = n.service_id
                        and c.kept_until >= today()
                  )
              )
          )
    )
    update notifications as n
    set status = 'technical-failure', updated_at = postroom.now()
    from hopeless
    where n.id = hopeless.id
      and n.day = hopeless.day
      and n.day = any(drop_undeliverable.days);

    -- Does not wait any more: sent and not yet written off, or settled just above. A letter
    -- of a test key counts as "sending" from the start.
    delete from delivery_queue as q
    where q.notification_id = any(drop_undeliverable.claimed)
      and not exists (
          select from notifications as n
          where n.id = any(drop_undeliverable.claimed)
            and n.id = q.notification_id
            and n.service_id = q.service_id
            and n.day = any(drop_undeliverable.days)
            and (
                n.status in ('created', 'pending-virus-check')
                or (n.notification_type = 'letter' and n.status = 'sending')
            )
      );
end
$$;

comment on function jobs.drop_undeliverable is
'Settles claimed messages that must not be sent: technical-failure when the service is no longer
active, the personal data are gone or the attempts are used up. When they only seem to be over because the
clock has leapt (ops.leap), messages wait, which costs no attempt; off the queue when the message does not wait any more,
since a second sending would be a duplicate.
Locks: the rows it settles.';
