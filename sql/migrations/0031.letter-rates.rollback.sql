drop table postroom.letter_rates;
