create or replace function api.find_sent_letter(
    service_id uuid, context_version bigint, user_id uuid, file_id uuid
)
    returns uuid
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    perform api.check_daily_limit(
        find_sent_letter.service_id, find_sent_letter.context_version, 'normal', 'letter'
    );
    perform api.check_member(find_sent_letter.service_id, find_sent_letter.user_id);
    return api.find_upload(find_sent_letter.service_id, find_sent_letter.file_id);
end
$$;

comment on function api.find_sent_letter is
'What has to be known before an uploaded letter''s file is copied: the id of the letter that has
been made from it, null when none has (api.accept_messages looks once more, under a lock).
Raises NT429 over the day''s limit, NT404 for nobody, NT400 for somebody who is no member, NTOLD
(see api.check_context).';

grant execute on function api.find_sent_letter to postroom_api;
