drop table postroom.unsubscribe_requests;
