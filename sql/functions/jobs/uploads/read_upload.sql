create or replace function jobs.read_upload(job_id uuid)
    returns table (
        service_id uuid,
        file_key text,
        service_name text,
        prefix_sms boolean,
        restricted boolean,
        permissions text[],
        guests text[],
        team json,
        template_type text,
        email_files jsonb,
        subject text,
        content text,
        letter_welsh_subject text,
        letter_welsh_content text,
        postage text,
        reply_to_text text
    )
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select
        s.id, j.file_key, s.name, s.prefix_sms,
        -- Test keys write to nobody, so to whomever they like.
        case j.key_type when 'test' then false when 'team' then true else s.restricted end,
        s.permissions,
        array(select g.normalised_recipient from guest_list as g where g.service_id = s.id),
        (
            select coalesce(
                json_agg(json_build_object('email', u.email_address, 'mobile', u.mobile_number)),
                '[]'
            )
            from service_users as m inner join users as u on u.id = m.user_id
            where m.service_id = s.id
        ),
        t.template_type, api.list_live_email_files(t.id, v.version), v.subject, v.content, v.letter_welsh_subject, v.letter_welsh_content,
        v.postage,
        case t.template_type
            when 'sms' then (
                select m.sender from sms_senders as m
                where m.service_id = s.id and not m.archived and (m.id = j.sender_id or m.is_default)
                order by m.is_default
                limit 1
            )
            when 'email' then (
                select r.email_address from email_reply_to_addresses as r
                where r.service_id = s.id and not r.archived
                  and (r.id = j.sender_id or r.is_default)
                order by r.is_default
                limit 1
            )
            else (
                select c.contact_block from letter_contacts as c
                where c.service_id = s.id
                  and (c.id = j.sender_id and not c.archived or c.id = v.letter_contact_id)
                order by c.id = v.letter_contact_id
                limit 1
            )
        end
    from jobs as j
    inner join services as s on s.id = j.service_id
    inner join templates as t on t.id = j.template_id
    inner join template_versions as v
        on v.template_id = j.template_id and v.version = j.template_version
    where j.id = read_upload.job_id and j.due_at is not null
      and not exists (select from pauses as p where p.job_id = j.id)
$$;

comment on function jobs.read_upload is
'What turning an upload''s rows into notifications takes: the service and whom it may send to,
the template at the upload''s version, and the sender that was chosen, or the default when that
is gone. No row when there is nothing left to do, or it is paused.';

grant execute on function jobs.read_upload to postroom_worker;
