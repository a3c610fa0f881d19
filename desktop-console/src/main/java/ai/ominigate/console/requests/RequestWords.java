package ai.ominigate.console.requests;

import ai.ominigate.console.control.Badge;
import ai.ominigate.console.control.Meaning;
import ai.ominigate.console.control.Sign;
import ai.ominigate.console.control.SlaLabel;
import ai.ominigate.console.view.Moments;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.privacy.RequestDetails;
import ai.ominigate.model.privacy.RequestFilterDetails;
import ai.ominigate.model.privacy.RequestSummary;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.model.staff.Colleague;
import ai.ominigate.model.staff.Role;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the parts of a request are called and what they mean to whoever looks. */
record RequestWords(Text text, Moments moments) {

    String type(@Nullable RequestType type) {
        return type == null ? text.get("requests.untyped") : text.get("requests.type." + type);
    }

    Sign typeSign(@Nullable RequestType type) {
        String icon = switch (type) {
            case ACCESS -> "fth-eye";
            case PORTABILITY -> "fth-package";
            case CORRECTION -> "fth-edit";
            case DELETION -> "fth-trash";
            case RESTRICTION -> "fth-pause-circle";
            case OBJECTION -> "fth-slash";
            case COMPLAINT -> "fth-alert-triangle";
            case QUESTION -> "fth-message-circle";
            case null -> "fth-help-circle";
        };
        return new Sign(icon, type(type));
    }

    Badge state(RequestSummary row) {
        Meaning meaning = switch (row.state()) {
            case RECEIVED, ACKNOWLEDGED, VERIFIED, TRIAGED, IN_PROGRESS, PREPARED -> Meaning.INFORMATION;
            case IDENTITY_PENDING,
                    AWAITING_SUBJECT,
                    AWAITING_SECOND_APPROVAL,
                    SCHEDULED,
                    EXECUTING,
                    READY_FOR_DELIVERY,
                    DELIVERED -> Meaning.WAITING;
            case PARTIALLY_FAILED -> Meaning.BAD;
            case COMPLETED -> Meaning.GOOD;
            case REFUSED, WITHDRAWN, NO_MATCH, MERGED_INTO -> Meaning.QUIET;
        };
        return new Badge(meaning, text.get("requests.state." + row.state()));
    }

    /** How much of its time is left. */
    Badge due(RequestSummary row) {
        if (row.endedAt() != null) {
            return new Badge(Meaning.QUIET, text.get("requests.ended"));
        }
        if (row.stopped()) {
            return new Badge(Meaning.QUIET, text.get("requests.stopped"));
        }
        return SlaLabel.badge(row.receivedAt(), RequestsViewModel.endOf(row.answerBy()), text, moments);
    }

    /** What is unusual about it. */
    List<Sign> flags(RequestSummary row) {
        List<Sign> flags = new ArrayList<>();
        if (row.extended()) {
            flags.add(new Sign("fth-calendar", text.get("requests.flag.extended")));
        }
        if (row.held()) {
            flags.add(new Sign("fth-lock", text.get("requests.flag.held")));
        }
        if (row.failing() > 0) {
            flags.add(new Sign("fth-alert-circle", text.get("requests.flag.failing", row.failing())));
        }
        if (row.proposed() != null) {
            flags.add(new Sign("fth-users", text.get("requests.proposed." + row.proposed())));
        }
        if (row.linked() > 0) {
            flags.add(new Sign("fth-link", text.get("requests.flag.linked", row.linked())));
        }
        return flags;
    }

    String day(LocalDate day) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
                .withLocale(text.locale())
                .format(day);
    }

    String name(@Nullable Colleague colleague) {
        return colleague == null ? text.get("requests.nobody") : colleague.name();
    }

    /** A saved filter's name; those that everybody has are named in the reader's language. */
    String filter(RequestFilterDetails filter) {
        return filter.builtIn() ? text.find("requests.filter." + filter.id()).orElse(filter.name()) : filter.name();
    }

    String roles(List<Role> roles) {
        return roles.stream()
                .map(role -> text.get("role." + role))
                .reduce((a, b) -> text.get("list.or", a, b))
                .orElse("");
    }

    Badge leg(RequestDetails.Leg leg) {
        Meaning meaning = switch (leg.state()) {
            case PENDING -> Meaning.WAITING;
            case SUCCEEDED -> Meaning.GOOD;
            case NOT_APPLICABLE -> Meaning.QUIET;
            case DEFERRED -> Meaning.INFORMATION;
            case FAILED -> Meaning.BAD;
        };
        return new Badge(meaning, text.get("requests.leg." + leg.state()));
    }

    /** The values of an enum by what they are called, for a filter. */
    <E extends Enum<E>> Map<String, String> values(E[] values, String prefix) {
        Map<String, String> words = new LinkedHashMap<>();
        for (E each : values) {
            words.put(each.name(), text.get(prefix + each));
        }
        return words;
    }

    /** Yes and no, for a filter. */
    Map<String, String> yesAndNo() {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("true", text.get("requests.yes"));
        words.put("false", text.get("requests.no"));
        return words;
    }
}
