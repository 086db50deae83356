create or replace function jobs.claim_letters(
    size int, lease interval default '10 minutes', leased uuid[] default null
)
    returns table (
        id uuid,
        service_id uuid,
        created_at timestamptz,
        key_type text,
        status text,
        template_id uuid,
        template_version int,
        postage text,
        letter_reference text,
        international_letters boolean,
        pdf_key text,
        recipient text,
        personalisation json,
        contact_block text,
        languages text,
        attachment_id uuid,
        logo text
    )
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    claimed uuid[];
    days date[];
    last_days date[];
begin
    claimed := coalesce(
        claim_letters.leased,
        jobs.lease('letter', claim_letters.size, claim_letters.lease)
    );
    if claimed is null then
        return;
    end if;
    days := (select array_agg(distinct uuid7_day(c.id)) from unnest(claimed) as c (id));

    perform jobs.drop_undeliverable(claimed, days);

    last_days := (
        select array_agg(distinct n.kept_until) from notifications as n
        where n.id = any(claimed) and n.day = any(days)
    );
    return query
    select
        n.id, n.service_id, n.created_at, n.key_type, n.status, n.template_id, n.template_version,
        n.postage, n.provider_reference, 'international_letters' = any(s.permissions), c.pdf_key,
        c.recipient, c.personalisation, c.reply_to_text, v.letter_languages,
        v.letter_attachment_id, b.filename
    from delivery_queue as q
    inner join notifications as n
        on n.id = q.notification_id and n.service_id = q.service_id
    inner join notification_contents as c
        on c.id = n.id and c.kept_until = n.kept_until and c.service_id = n.service_id
    inner join template_versions as v
        on v.template_id = n.template_id and v.version = n.template_version
    inner join services as s on s.id = n.service_id
    left join letter_branding as b on b.id = s.letter_branding_id
    where q.notification_id = any(claimed)
      and n.id = any(claimed)
      and n.day = any(days)
      and c.id = any(claimed)
      and c.kept_until = any(last_days);
end
$$;

comment on function jobs.claim_letters is
'What it takes to make the PDFs of letters (no pdf_key) or to check them: of those that jobs.lease has
leased, or else of up to "size", which are leased here. See jobs.claim. "logo" is the filename of the
service''s branding of today.
Letters that must not go any further are settled here and not returned.
Locks: the claimed queue rows, for this transaction only.';

grant execute on function jobs.claim_letters to postroom_worker;
