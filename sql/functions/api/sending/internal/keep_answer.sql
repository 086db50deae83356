create or replace function api.keep_answer(
    service_id uuid, key_type text, key text, request text, status int, answer text,
    ids uuid[], reasons text[]
)
    returns void
    language plpgsql  -- which keeps its plan
as $$
begin
    insert into postroom.idempotency_keys (
        day, created_at, id, service_id, key_type, key, request, status, answer, ids, reasons
    ) values (
        postroom.today(), postroom.now(), postroom.uuid7(postroom.now()), keep_answer.service_id,
        keep_answer.key_type, keep_answer.key, keep_answer.request, keep_answer.status,
        keep_answer.answer, keep_answer.ids, keep_answer.reasons
    );
end
$$;

comment on function api.keep_answer is
'Keeps the answer to a request whose Idempotency-Key this transaction has claimed (api.claim_key).';
