package ai.ominigate.mail;

import java.util.List;
import java.util.Locale;

/**
 * Every letter that there is. Its words are in {@code mail/letters_<language>.properties} under its name in lower case
 * with hyphens: {@code .subject}, {@code .body} with an empty line between paragraphs, and, if it has a value
 * {@code link}, {@code .action} for what stands on it.
 */
public enum Template {
    /** To privacy officers: somebody sees personal data without the usual conditions. */
    GLASS_BROKEN(MailClass.ACCOUNT_NOTICE, "member", "until", "reference"),

    /** To whoever wrote to the contact address about their data: we have it. */
    REQUEST_RECEIVED(MailClass.ACCOUNT_NOTICE, "reference", "expected"),

    /** To whoever asked for their data: where it can be fetched. What opens it they saw when they confirmed that they asked. */
    PACKAGE_READY(MailClass.ACCOUNT_NOTICE, "reference", "link", "until", "downloads"),
    /** To whoever can sign in and asked for their data: the same. What opens it they are shown when they have signed in. */
    PACKAGE_READY_SIGN_IN(MailClass.ACCOUNT_NOTICE, "reference", "link", "until", "downloads"),
    /** To everybody: the privacy policy changes in what they agreed to. */
    POLICY_CHANGED(MailClass.ACCOUNT_NOTICE, "from", "summary", "link"),
    /** To everybody: personal data goes to other companies than before. */
    SUBPROCESSORS_CHANGED(MailClass.ACCOUNT_NOTICE, "from", "summary", "link"),
    /** To whoever asked to be forgotten: it is done. The last letter that they get. */
    ERASED(MailClass.ACCOUNT_NOTICE, "reference", "kept", "contact"),
    /** The same to whoever signed in to an account that they did not own. */
    MEMBER_ERASED(MailClass.ACCOUNT_NOTICE, "reference", "contact"),
    /** To whoever asks about their data: follow this link, to show that the address of the account is theirs. */
    REQUEST_IDENTITY_LINK(MailClass.VERIFICATION, "reference", "until", "link"),
    /** The same, by a code to type in where they asked. */
    REQUEST_IDENTITY_CODE(MailClass.VERIFICATION, "reference", "code", "minutes"),
    /** They have not done so yet. */
    REQUEST_IDENTITY_REMINDER(MailClass.VERIFICATION, "reference", "until", "link"),
    /** They have not done so in time; it can be taken up again. */
    REQUEST_UNVERIFIED(MailClass.ACCOUNT_NOTICE, "reference", "link"),
    /** We do not understand what they mean. */
    REQUEST_CLARIFICATION(MailClass.ACCOUNT_NOTICE, "reference", "words"),
    /** It takes longer. */
    REQUEST_EXTENDED(MailClass.ACCOUNT_NOTICE, "reference", "reason", "until"),
    /** It is refused, by which law, and what they can do about that. */
    REQUEST_REFUSED(MailClass.ACCOUNT_NOTICE, "reference", "ground", "words", "appeal"),
    /** To whoever wrote from an address of no account that they mean: what we do now, in the same words whether there is one. */
    REQUEST_LOOKED_FOR(MailClass.ACCOUNT_NOTICE, "reference"),
    /** We have nothing of theirs, or nobody has confirmed it: the same words for both, after the same time. */
    REQUEST_NO_MATCH(MailClass.ACCOUNT_NOTICE, "reference"),
    /** It will be done unless they call it off. */
    REQUEST_SCHEDULED(MailClass.ACCOUNT_NOTICE, "reference", "type", "until", "link"),
    /** They have called it off. */
    REQUEST_WITHDRAWN(MailClass.ACCOUNT_NOTICE, "reference"),
    /** It is done. */
    REQUEST_COMPLETED(MailClass.ACCOUNT_NOTICE, "reference", "type", "words"),
    /** What had to wait for another company is done, too. */
    REQUEST_REST_DONE(MailClass.ACCOUNT_NOTICE, "reference"),
    /** What came of their complaint. */
    COMPLAINT_ANSWERED(MailClass.ACCOUNT_NOTICE, "reference", "words", "appeal"),
    /** To the address that an account is registered with: another is wanted; is that so? */
    CORRECTION_CONFIRM_OLD(MailClass.VERIFICATION, "reference", "until", "link"),
    /** To the address that an account is to be registered with: is it yours? */
    CORRECTION_CONFIRM_NEW(MailClass.VERIFICATION, "reference", "until", "link"),
    /** To either of the two, after a week: it has not been confirmed from here yet. */
    CORRECTION_REMINDER(MailClass.VERIFICATION, "reference", "until", "link"),
    /** To the address that an account was registered with: it is not any more; put it back here. */
    CORRECTION_REVERT(MailClass.ACCOUNT_NOTICE, "reference", "until", "link"),
    /** To the same: it is registered with you again. */
    CORRECTION_REVERTED(MailClass.ACCOUNT_NOTICE, "reference"),
    /** What was restricted, or not used for something, is used again, from then on (GDPR, article 18(3)). */
    RESTRICTION_ENDS(MailClass.ACCOUNT_NOTICE, "reference", "type", "until", "words"),
    /** What somebody of us writes about it. */
    REQUEST_MESSAGE(MailClass.ACCOUNT_NOTICE, "reference", "words"),

    /** To an account's owner: their bank wants them to agree to a payment themselves. */
    TOP_UP_AUTHENTICATION(MailClass.ACCOUNT_NOTICE, "amount", "link"),
    /** To an account's owner: automatic top-ups failed too often and have stopped. */
    AUTOMATIC_TOP_UP_STOPPED(MailClass.ACCOUNT_NOTICE, "amount", "link"),
    /** To an account's owner: what was paid when they had closed it goes back. */
    TOP_UP_RETURNED(MailClass.ACCOUNT_NOTICE, "amount", "link"),
    /** To an account's owner: they got credit, for good. */
    CREDIT_GIVEN(MailClass.ACCOUNT_NOTICE, "amount", "cause", "link"),
    /** To an account's owner: they got credit for a time. */
    CREDIT_GIVEN_UNTIL(MailClass.ACCOUNT_NOTICE, "amount", "cause", "until", "link"),
    /** To an account's owner: credit that they got by mistake was taken back. */
    CREDIT_TAKEN_BACK(MailClass.ACCOUNT_NOTICE, "amount", "link"),
    /** To an account's owner: credit is going to be lost. */
    CREDIT_EXPIRES(MailClass.ACCOUNT_NOTICE, "amount", "until", "link"),
    /** To whoever wants an account: follow this link, to show that the address is yours. */
    SIGN_UP_CONFIRM(MailClass.VERIFICATION, "link", "hours"),
    /** To whoever wants an account and has one. */
    SIGN_UP_KNOWN(MailClass.VERIFICATION, "link"),
    /** To whoever has forgotten their password: choose another by this link. */
    PASSWORD_RESET(MailClass.VERIFICATION, "link", "minutes"),
    /** To a customer: their password is another now. */
    PASSWORD_CHANGED(MailClass.ACCOUNT_NOTICE),
    /** To a customer: signing in takes a code now. */
    SECOND_FACTOR_ON(MailClass.ACCOUNT_NOTICE),
    /** To a customer: signing in takes none any more. */
    SECOND_FACTOR_OFF(MailClass.ACCOUNT_NOTICE),
    /** To a customer's present address: another is wanted; is that so? */
    EMAIL_CONFIRM_OLD(MailClass.VERIFICATION, "link", "hours"),
    /** To another address: is it the customer's? */
    EMAIL_CONFIRM_NEW(MailClass.VERIFICATION, "link", "hours"),
    /** To the address that a customer had: it is another now; have it back by this link. */
    EMAIL_CHANGED(MailClass.ACCOUNT_NOTICE, "link", "hours"),
    /** To the same: it is the old one again. */
    EMAIL_BACK(MailClass.ACCOUNT_NOTICE, "link", "minutes"),
    /** To somebody whom a customer asks into their account. */
    MEMBER_INVITED(MailClass.VERIFICATION, "link", "days"),
    /** To a member: they do not sign in to the account any more. */
    MEMBER_REMOVED(MailClass.ACCOUNT_NOTICE),

    /** To an account's owner: they give it up; what that means, and until when they can take it back. */
    ACCOUNT_CLOSING(MailClass.ACCOUNT_NOTICE, "until", "link"),
    /** To its other members: its owner does. */
    ACCOUNT_CLOSING_TOLD(MailClass.ACCOUNT_NOTICE, "until"),
    /** To members who see the money: the balance is below what they wanted to be told of. */
    BALANCE_LOW(MailClass.ACCOUNT_NOTICE, "threshold", "balance", "link"),
    /** To the same: a day has cost what they wanted to be told of. */
    DAY_SPENT(MailClass.ACCOUNT_NOTICE, "threshold", "spent", "day", "zone", "link"),
    /** To the same: a month has. */
    MONTH_SPENT(MailClass.ACCOUNT_NOTICE, "threshold", "spent", "month", "zone", "link"),

    /** To an account's owner: somebody else seems to have a key of theirs. */
    KEY_AT_RISK(MailClass.ACCOUNT_NOTICE, "key", "found", "contact"),
    /** To an account's owner: many try passwords at it. */
    PASSWORD_GUESSED(MailClass.ACCOUNT_NOTICE, "contact"),
    /** To an account's owner: use that breaks the terms must end. */
    ABUSE_WARNING(MailClass.ACCOUNT_NOTICE, "category", "reference", "contact"),
    /** To an account's owner: what they cannot do for a time. */
    ABUSE_RESTRICTION(MailClass.ACCOUNT_NOTICE, "category", "scope", "until", "reference", "contact"),
    /** To an account's owner: what they cannot do for an hour, until a person has looked. */
    ABUSE_RESTRICTION_FOR_NOW(MailClass.ACCOUNT_NOTICE, "category", "scope", "until", "reference", "contact"),
    /** To an account's owner: they can again. */
    ABUSE_RESTRICTION_ENDED(MailClass.ACCOUNT_NOTICE, "scope", "reference", "contact"),
    /** To an account's owner: what came of their appeal; the decision stands. */
    APPEAL_UPHELD(MailClass.ACCOUNT_NOTICE, "scope", "until", "reference", "contact"),
    /** To an account's owner: what came of their appeal; the decision is undone. */
    APPEAL_OVERTURNED(MailClass.ACCOUNT_NOTICE, "scope", "reference", "contact");

    private final MailClass mailClass;
    private final List<String> asks;

    Template(MailClass mailClass, String... asks) {
        this.mailClass = mailClass;
        this.asks = List.of(asks);
    }

    /** Why we may send it. */
    public MailClass mailClass() {
        return mailClass;
    }

    /** The names of what a letter of this kind has to be given. */
    List<String> asks() {
        return asks;
    }

    /** As its words are found, and as logs and metrics name it. */
    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
