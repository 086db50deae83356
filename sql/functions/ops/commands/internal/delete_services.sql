create or replace function ops.delete_services(ids uuid[])
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
declare
    mine uuid[] := delete_services.ids;
    own_templates uuid[] := array(select t.id from templates as t where t.service_id = any(mine));
    first_day date := today() - ops.history_days();
begin
    if api.platform_service_id() = any(mine) then
        raise exception 'the platform''s own service is not deleted';
    end if;
    if exists (select from legal_holds as h where h.service_id = any(mine)) then
        raise exception 'a service is on legal hold';
    end if;
    insert into object_removals (key, remove_at)
    select d.object_key, now() from documents as d where d.service_id = any(mine)
    union
    select j.file_key, now() from jobs as j where j.service_id = any(mine)
    on conflict (key) do nothing;
    delete from delivery_queue as q where q.service_id = any(mine);
    delete from callback_queue as q where q.service_id = any(mine);
    delete from abandoned_callbacks as a where a.service_id = any(mine);
    delete from documents as d where d.service_id = any(mine);
    delete from notification_contents as c
    where c.service_id = any(mine) and c.kept_until >= today();
    delete from notifications as n
    where n.service_id = any(mine) and n.day between first_day and today();
    delete from inbound_messages as m where m.service_id = any(mine) and m.kept_until >= today();
    delete from complaints as c where c.service_id = any(mine);
    delete from returned_letters as l where l.service_id = any(mine);
    delete from unsubscribe_requests as r where r.service_id = any(mine);
    delete from unsubscribe_reports as r where r.service_id = any(mine);
    delete from reports as r where r.service_id = any(mine);
    delete from pauses as p where p.service_id = any(mine)
    or p.job_id in (select j.id from jobs as j where j.service_id = any(mine));
    delete from jobs as j where j.service_id = any(mine);
    delete from contact_lists as l where l.service_id = any(mine);
    delete from template_email_file_versions as f where f.template_id = any(own_templates);
    delete from template_email_files as f where f.template_id = any(own_templates);
    delete from template_versions as v where v.template_id = any(own_templates);
    delete from templates as t where t.id = any(own_templates);
    delete from template_folders as f where f.service_id = any(mine);
    delete from letter_contacts as l where l.service_id = any(mine);
    delete from email_reply_to_addresses as a where a.service_id = any(mine);
    delete from sms_senders as s where s.service_id = any(mine);
    update inbound_numbers as n set service_id = null where n.service_id = any(mine);
    delete from guest_list as g where g.service_id = any(mine);
    delete from retention_settings as r where r.service_id = any(mine);
    delete from allowances as a where a.service_id = any(mine);
    delete from status_facts as f where f.service_id = any(mine) and f.day >= first_day;
    delete from billing_facts as f where f.service_id = any(mine) and f.day >= first_day;
    delete from api_keys as k where k.service_id = any(mine);
    delete from service_callbacks as c where c.service_id = any(mine);
    delete from invited_users as i where i.service_id = any(mine);
    delete from service_users as u where u.service_id = any(mine);
    delete from services as s where s.id = any(mine);
end
$$;

comment on function ops.delete_services is
'Deletes services with all that is theirs; files of theirs leave the object store soon. Raises an
exception for the platform''s own and for one on legal hold. Internal: for services of tests, whose
history nobody needs.';
