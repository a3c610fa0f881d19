package ai.ominigate;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.platform.Network;
import ai.ominigate.platform.TestDatabase;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks for personal data in clear in answers of the staff API: names and addresses of the people who are in the database,
 * and whatever else has the form of an e-mail address or of an IP address. What a route may show all the same is written
 * here with its reason, and nowhere else.
 *
 * <p>Names of the staff are not looked for: colleagues are told by name who works on a case, who proposes and who agrees.
 */
public final class Leaks {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Whom everybody may write to. */
    private static final String OUR_OWN = "contact@ominigate.ai";

    /** Names of tests that are words; a person's name has two. */
    private static final int WORDS_OF_A_NAME = 2;

    private static final Pattern EMAIL = Pattern.compile("[^\\s@\"'<>(),;:•]+@[^\\s@\"'<>(),;:•]+\\.[A-Za-z]{2,}");

    /** Also before a port and behind a word with a colon. */
    private static final Pattern ADDRESS = Pattern.compile("(?<![\\d.])\\d+(\\.\\d+){3}(/\\d+)?(?!\\d|\\.\\d)"
            + "|(?<![0-9A-Za-z.])[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(/\\d+)?(?![0-9A-Za-z])");

    /** Whoever comes in hears who they are here, and sees it again. */
    private static final Pattern ABOUT_ONESELF = Pattern.compile(
            "POST /admin/v1/(session|oidc/session|setup|invitations/(accept|confirm))|\\w+ /admin/v1/me\\b.*");

    /**
     * Administrators must see exactly whom they let in, agree to or remove: what is masked could be anybody's. RosterTest sees
     * to it that whoever only looks on gets it masked.
     */
    private static final Pattern ABOUT_WHO_COMES_IN =
            Pattern.compile("\\w+ /admin/v1/(staff|invitations|approvals)\\b.*");

    /**
     * Whoever looks a network up has typed it, so its own name tells them nothing, nor do those of the networks that it lies
     * in; what lies inside is masked.
     */
    private static final Pattern NETWORK_LOOKED_UP = Pattern.compile("GET /admin/v1/abuse/networks/(.+)");

    /** Its answers have one value that was asked for and written down first, and nothing else in clear. */
    private static final String REVEAL = "POST /admin/v1/reveal";

    private static final String REVEALED = "value";

    private final Set<String> customers = new TreeSet<>();
    private final Set<String> staff = new TreeSet<>();

    /** An answer of the staff API, by the method and path of its request, without the query. */
    public record Answer(String request, int status, String body) {}

    private Leaks() {}

    /** With the people who are in this database now. */
    public static Leaks of(TestDatabase database) throws SQLException {
        Leaks leaks = new Leaks();
        leaks.customers.addAll(texts(database, """
                SELECT email FROM accounts.account WHERE email IS NOT NULL
                UNION SELECT name FROM accounts.account
                """));
        leaks.staff.addAll(texts(database, """
                SELECT email FROM staff.member
                UNION SELECT email FROM staff.invitation WHERE email IS NOT NULL
                UNION SELECT substring(effect FROM '[^ ]+@[^ ,]+') FROM approval.proposal
                    WHERE kind = 'staff.invite' AND effect LIKE '%@%'
                """));
        return leaks;
    }

    private static List<String> texts(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.superuser();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (row.next()) {
                texts.add(row.getString(1).toLowerCase(Locale.ROOT));
            }
            return texts;
        }
    }

    /** What this answer has in clear and must not, each in a sentence. */
    public List<String> in(Answer answer) {
        return texts(answer)
                .flatMap(text -> in(answer, text))
                .map(leak -> answer.request() + " answered " + answer.status() + " with " + leak)
                .toList();
    }

    private Stream<String> in(Answer answer, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return Stream.of(
                        customers.stream()
                                .filter(person -> isTelling(person) && lower.contains(person))
                                .map(person -> "the customer " + person),
                        EMAIL.matcher(lower)
                                .results()
                                .map(match -> match.group())
                                .filter(email -> !mayShowEmail(answer, email))
                                .map(email -> "the e-mail address " + email),
                        ADDRESS.matcher(text.replace(Entity.NETWORK, " "))
                                .results()
                                .map(match -> match.group())
                                .filter(address -> isOfFew(address) && !wasTyped(answer, address))
                                .map(address -> "the address " + address))
                .flatMap(leaks -> leaks);
    }

    private static boolean isTelling(String person) {
        return person.contains("@") || person.strip().split("\\s+").length >= WORDS_OF_A_NAME;
    }

    private boolean mayShowEmail(Answer answer, String email) {
        return email.equals(OUR_OWN)
                || staff.contains(email)
                        && Stream.of(ABOUT_ONESELF, ABOUT_WHO_COMES_IN)
                                .anyMatch(routes ->
                                        routes.matcher(answer.request()).matches());
    }

    private static boolean wasTyped(Answer answer, String address) {
        Matcher typed = NETWORK_LOOKED_UP.matcher(answer.request());
        if (!typed.matches()) {
            return false;
        }
        String path = URLDecoder.decode(typed.group(1), StandardCharsets.UTF_8);
        return Network.parse(address).contains(Network.parse(path));
    }

    /** A network that many people share is nobody's; loopback is this machine. */
    private static boolean isOfFew(String text) {
        try {
            Network.parse(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
        boolean six = text.contains(":");
        int slash = text.indexOf('/');
        int bits = slash < 0 ? 128 : Integer.parseInt(text.substring(slash + 1));
        return bits > (six ? 48 : 24) && !text.startsWith("127.") && !text.startsWith("0.0.0.0") && !text.equals("::1");
    }

    /** All texts of a JSON answer, names of fields too, with escapes undone; or the answer as it is. */
    private static Stream<String> texts(Answer answer) {
        try {
            JsonNode body = JSON.readTree(answer.body());
            if (answer.request().equals(REVEAL) && body.path(REVEALED).isTextual()) {
                ((ObjectNode) body).remove(REVEALED);
            }
            List<String> texts = new ArrayList<>();
            collect(body, texts);
            return texts.stream();
        } catch (JsonProcessingException e) {
            return Stream.of(answer.body());
        }
    }

    private static void collect(JsonNode node, List<String> texts) {
        node.fields().forEachRemaining(field -> {
            texts.add(field.getKey());
            collect(field.getValue(), texts);
        });
        if (node.isArray()) {
            node.forEach(element -> collect(element, texts));
        }
        if (node.isValueNode()) {
            texts.add(node.asText());
        }
    }
}
