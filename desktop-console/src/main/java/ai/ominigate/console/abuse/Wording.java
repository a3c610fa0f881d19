package ai.ominigate.console.abuse;

import ai.ominigate.console.control.Badge;
import ai.ominigate.console.control.Fields;
import ai.ominigate.console.control.Meaning;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.abuse.AppealDetails;
import ai.ominigate.model.abuse.CaseFamily;
import ai.ominigate.model.abuse.CaseStatus;
import ai.ominigate.model.abuse.CaseSummary;
import ai.ominigate.model.abuse.DecisionDetails;
import ai.ominigate.model.abuse.EntityKind;
import java.text.NumberFormat;
import java.util.List;
import java.util.stream.Collectors;
import javafx.scene.control.ComboBox;

/** What the abuse desk calls things. */
final class Wording {

    private static final int URGENT = 1;
    private static final int SOON = 2;

    private final Text text;

    Wording(Text text) {
        this.text = text;
    }

    Badge status(CaseStatus status) {
        Meaning meaning = switch (status) {
            case NEW, AWAITING_APPROVAL, APPEALED -> Meaning.WAITING;
            case CLAIMED, IN_REVIEW -> Meaning.INFORMATION;
            case ACTIONED, UPHELD -> Meaning.GOOD;
            case OVERTURNED, SNOOZED, CLOSED, MERGED -> Meaning.QUIET;
        };
        return new Badge(meaning, text.get("abuse.status." + status));
    }

    Badge priority(int priority) {
        Meaning meaning = priority <= URGENT ? Meaning.BAD : priority == SOON ? Meaning.WAITING : Meaning.QUIET;
        return new Badge(meaning, text.get("abuse.priority.short", priority));
    }

    Badge state(DecisionDetails decision) {
        return switch (decision.state()) {
            case PROPOSED -> new Badge(Meaning.WAITING, text.get("abuse.decision.state.PROPOSED"));
            case IN_FORCE -> new Badge(Meaning.INFORMATION, text.get("abuse.decision.state.IN_FORCE"));
            case ENDED ->
                new Badge(
                        Meaning.QUIET,
                        decision.end() == null
                                ? text.get("abuse.decision.state.ENDED")
                                : text.get("abuse.decision.end." + decision.end()));
        };
    }

    Badge status(AppealDetails appeal) {
        Meaning meaning = switch (appeal.status()) {
            case OPEN -> Meaning.WAITING;
            case UPHELD -> Meaning.GOOD;
            case OVERTURNED -> Meaning.QUIET;
        };
        return new Badge(meaning, text.get("abuse.appeal.status." + appeal.status()));
    }

    String families(List<CaseFamily> families) {
        return families.stream()
                .map(each -> text.get("abuse.family." + each))
                .collect(Collectors.joining(text.get("abuse.list.comma")));
    }

    /** {@code network:203.0.113.•••} without the word before it, which the sign beside it says. */
    static String bare(String entity) {
        return entity.substring(entity.indexOf(':') + 1);
    }

    static String icon(EntityKind kind) {
        return switch (kind) {
            case NETWORK -> "fth-globe";
            case ASN -> "fth-share-2";
            case COUNTRY -> "fth-flag";
            case KEY -> "fth-key";
            case ACCOUNT -> "fth-user";
        };
    }

    static String icon(String entity) {
        return switch (entity.substring(0, Math.max(0, entity.indexOf(':')))) {
            case "network" -> icon(EntityKind.NETWORK);
            case "asn" -> icon(EntityKind.ASN);
            case "country" -> icon(EntityKind.COUNTRY);
            case "key" -> icon(EntityKind.KEY);
            default -> icon(EntityKind.ACCOUNT);
        };
    }

    /** What somebody hears of a case in a list. */
    String heard(CaseSummary row) {
        return text.get("abuse.kind." + row.kind()) + " " + bare(row.entity());
    }

    /** What a signal looks for. */
    String signal(String signal) {
        return text.find("abuse.signal." + signal)
                .map(words -> signal + "  " + words)
                .orElse(signal);
    }

    String number(double number) {
        NumberFormat format = NumberFormat.getNumberInstance(text.locale());
        format.setMaximumFractionDigits(1);
        return format.format(number);
    }

    /** A box to choose one of these in. */
    <E extends Enum<E>> ComboBox<E> box(String id, E[] values, String prefix) {
        return Fields.choice(id, List.of(values), value -> text.get(prefix + value.name()));
    }
}
