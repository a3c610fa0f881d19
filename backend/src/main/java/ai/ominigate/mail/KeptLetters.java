package ai.ominigate.mail;

import ai.ominigate.model.retention.DataClass;
import ai.ominigate.retention.DatedRows;
import ai.ominigate.retention.RetainedData;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** Letters as something that is kept for a time, once they have gone out or never will. */
@Factory
final class KeptLetters {

    @Singleton
    @Named("letters")
    RetainedData letters() {
        return new DatedRows(
                DataClass.MAIL_OUTBOX,
                "mail.letter",
                "CASE WHEN sent_at IS NOT NULL OR given_up_at IS NOT NULL THEN created_at END",
                "EXISTS (SELECT FROM retention.held_account h WHERE t.about = 'account:' || h.account_id)");
    }
}
