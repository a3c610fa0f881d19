package ai.ominigate.model.subprocessor;

import ai.ominigate.model.Required;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a company. What is still to be found out is null, empty or {@link NoTraining#UNKNOWN}.
 *
 * @param name its legal name, up to 200 characters; what configuration calls the subprocessor of a provider
 * @param role what it does for us
 * @param dataCategories what it gets
 * @param purposes what for
 * @param countries where it processes that, by the codes of ISO 3166-1 as {@code US}
 * @param transferBasis why it may go there
 * @param dpaUrl where the data processing agreement is, https
 * @param dpaSignedOn when that was signed
 * @param noTraining whether its terms rule out training
 * @param noTrainingUrl where they say so, https; with {@link NoTraining#CONFIRMED} it must be there
 * @param noTrainingCheckedOn when somebody read that; with {@link NoTraining#CONFIRMED} it must be there
 * @param hosts every host of it that we connect to, in lower case
 * @param reviewedOn when all of this was last looked at
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SubprocessorFacts(
        String name,
        SubprocessorRole role,
        List<DataCategory> dataCategories,
        List<ProcessingPurpose> purposes,
        List<String> countries,
        @Nullable TransferBasis transferBasis,
        @Nullable String dpaUrl,
        @Nullable LocalDate dpaSignedOn,
        NoTraining noTraining,
        @Nullable String noTrainingUrl,
        @Nullable LocalDate noTrainingCheckedOn,
        List<String> hosts,
        @Nullable LocalDate reviewedOn) {
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_URL = 500;
    private static final int MOST_HOSTS = 50;
    private static final Pattern HOST = Pattern.compile("(?=.{1,253}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])?|[0-9a-f:]{2,45}");
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    public SubprocessorFacts {
        Required.text("name", name, LONGEST_NAME);
        Required.value("role", role);
        Required.value("noTraining", noTraining);
        dataCategories = copy("dataCategories", dataCategories);
        purposes = copy("purposes", purposes);
        countries = copy("countries", countries);
        hosts = copy("hosts", hosts);
        name = name.strip();
        requireUrl("dpaUrl", dpaUrl);
        requireUrl("noTrainingUrl", noTrainingUrl);
        for (String country : countries) {
            require(COUNTRIES.contains(country), "The field 'countries' has codes of ISO 3166-1, as US, not others.");
        }
        require(hosts.size() <= MOST_HOSTS, "The field 'hosts' has at most " + MOST_HOSTS + " hosts.");
        for (String host : hosts) {
            require(
                    HOST.matcher(host).matches(),
                    "The field 'hosts' has names or addresses in lower case, without a port or a path.");
        }
        require(
                noTraining != NoTraining.CONFIRMED || (noTrainingUrl != null && noTrainingCheckedOn != null),
                "Terms are confirmed with evidence: give 'noTrainingUrl' and 'noTrainingCheckedOn'.");
    }

    private static <T> List<T> copy(String field, @Nullable List<T> values) {
        Required.value(field, values);
        return values == null ? List.of() : values.stream().distinct().toList();
    }

    private static void requireUrl(String field, @Nullable String url) {
        require(
                url == null || isHttps(url),
                "The field '" + field + "' is an https URL of up to " + LONGEST_URL + " characters.");
    }

    private static boolean isHttps(String url) {
        try {
            URI uri = new URI(url);
            return url.length() <= LONGEST_URL && "https".equals(uri.getScheme()) && uri.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static void require(boolean condition, String sentence) {
        if (!condition) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
