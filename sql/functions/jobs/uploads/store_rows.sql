create or replace function jobs.store_rows(
    job_id uuid, first_row int, reply_to_text text, rows json
)
    returns int
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    job jobs;
    -- What the messages have in common.
    alike new_message;
    messages new_message[];
    stored int;
    abroad bigint;
begin
    select * into job from jobs as j where j.id = store_rows.job_id for update;
    if job.status is distinct from 'in progress'
        or job.rows_stored <> store_rows.first_row
        or exists (select from pauses as p where p.job_id = store_rows.job_id)
    then
        return null;
    end if;
    alike.service_id := job.service_id;
    alike.notification_type := (
        select t.template_type from templates as t where t.id = job.template_id
    );
    alike.key_type := job.key_type;
    alike.api_key_id := job.api_key_id;
    alike.valid_until := job.valid_until;
    alike.template_id := job.template_id;
    alike.template_version := job.template_version;
    alike.reply_to_text := store_rows.reply_to_text;
    alike.limited := false;
    alike.job_id := job.id;
    messages := array(
        select json_populate_record(
            json_populate_record(alike, r.row),
            json_build_object('job_row_number', job.rows_stored + r.number - 1)
        )
        from json_array_elements(store_rows.rows) with ordinality as r (row, number)
    );
    perform api.accept_messages(messages);

    stored := job.rows_stored + cardinality(messages);
    update jobs as j
    set rows_stored = stored,
        status = case when stored = j.notification_count then 'finished' else j.status end,
        due_at = case when stored < j.notification_count then j.due_at end,
        processing_finished_at = case when stored = j.notification_count then postroom.now() end
    where j.id = job.id;
    abroad := (
        select count(*) from unnest(messages) as m
        where api.is_abroad(m.international, m.phone_prefix)
    );
    if abroad > 0 and job.key_type <> 'test' then
        perform api.count_message(job.service_id, 'international_sms', abroad);
    end if;
    return stored;
end
$$;

comment on function jobs.store_rows is
'Turns the next rows of an upload into notifications (api.accept_messages), and moves the upload''s
cursor behind them, in one transaction. Rows have fields of postroom.new_message: recipient,
personalisation, client_reference, status …; one with a status has it for good and is not queued.
With the last row the upload is finished.
Returns how many rows are stored now; null, having done nothing, when the upload is not in
progress, or paused, or first_row is not its next: another worker was faster.
Raises check_violation for more rows than the file has.
Locks: the upload.';

grant execute on function jobs.store_rows to postroom_worker;
