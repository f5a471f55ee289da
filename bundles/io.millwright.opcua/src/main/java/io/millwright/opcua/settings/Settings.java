package io.millwright.opcua.settings;

import static io.millwright.opcua.settings.Fields.count;
import static io.millwright.opcua.settings.Fields.option;
import static io.millwright.opcua.settings.Fields.raw;
import static io.millwright.opcua.settings.Fields.text;
import static io.millwright.opcua.settings.Fields.whole;

import io.millwright.form.Diagnosis;
import io.millwright.targets.Target;
import io.millwright.targets.TargetField;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;

/**
 * The configuration of one connection, read tolerantly: values of a wrong type or range become {@code problems}.
 *
 * @param storedPassword as Kura hands it over: encrypted by the gateway, or as it was entered
 * @param problems what is wrong: attribute, value, remedy; nothing is tried while there is one
 */
public record Settings(
        String pid,
        String endpointUrl,
        SecurityPolicy policy,
        MessageSecurityMode mode,
        String userName,
        String storedPassword,
        String keystoreTarget,
        String keystoreAlias,
        String applicationUri,
        TrustSettings trust,
        boolean polling,
        int publishingMillis,
        int requestTimeoutMillis,
        int sessionTimeoutMillis,
        String tags,
        String tagsFile,
        String assets,
        boolean serverTime,
        ServerChoice server,
        List<String> problems) {

    static final String DEFAULT_PID = "io.millwright.opcua.OpcUaConnection";

    /** Under the component's name a connection logs what it does, whichever of its classes does it. */
    public static final String LOGGER = DEFAULT_PID;

    /** The field that chooses the keystore. */
    public static final TargetField KEYSTORE = new TargetField("KeystoreService", "Keystore", "keystore");

    private static final List<String> POLICIES = List.of(
            "None", "Basic256Sha256", "Aes128_Sha256_RsaOaep", "Aes256_Sha256_RsaPss", "Basic256", "Basic128Rsa15");
    private static final List<String> MODES = List.of("None", "Sign", "SignAndEncrypt");
    private static final int MAX_PORT = 65_535;

    /** Not by java.net.URI, which knows no host names with an underscore; they are common on plant networks. */
    private static final Pattern ENDPOINT =
            Pattern.compile("opc\\.tcp://(?:[^\\s:/@\\[\\]]+|\\[[^\\s\\]]+\\])(?::(\\d{1,5}))?(?:/\\S*)?");

    /** Returns whether messages are signed, so that certificates are needed. */
    public boolean secured() {
        return policy != SecurityPolicy.None;
    }

    /** Returns whether an entry of the keystore is of us: our certificate, or the one that logs in. */
    public boolean usesKeystore() {
        return secured() || !trust.userAlias().isEmpty();
    }

    /** Returns whether somebody logs in, so that something secret or signed goes to the server. */
    public boolean logsIn() {
        return !userName.isEmpty() || !trust.userAlias().isEmpty();
    }

    /**
     * Returns whether a session with {@code other} would be the same session, passwords aside: Kura encrypts one and the same
     * password anew with each change of anything. Tags and the publishing interval may change within a session.
     */
    public boolean sameSession(Settings other) {
        return other != null && ofSession().equals(other.ofSession());
    }

    /** Returns the same with further problems before its own. */
    public Settings withProblems(List<String> further) {
        List<String> all = new ArrayList<>(further);
        all.addAll(problems);
        return with(endpointUrl, storedPassword, publishingMillis, tags, tagsFile, assets, List.copyOf(all));
    }

    private Settings ofSession() {
        return with(endpointUrl, "", 0, "", "", "", problems);
    }

    /** Returns these settings for a server at another address. */
    public Settings at(String url) {
        return url.equals(endpointUrl)
                ? this
                : with(url, storedPassword, publishingMillis, tags, tagsFile, assets, problems);
    }

    private Settings with(
            String url,
            String password,
            int otherPublishingMillis,
            String otherTags,
            String otherFile,
            String otherAssets,
            List<String> otherProblems) {
        return new Settings(
                pid,
                url,
                policy,
                mode,
                userName,
                password,
                keystoreTarget,
                keystoreAlias,
                applicationUri,
                trust,
                polling,
                otherPublishingMillis,
                requestTimeoutMillis,
                sessionTimeoutMillis,
                otherTags,
                otherFile,
                otherAssets,
                serverTime,
                server,
                otherProblems);
    }

    /** Reads a component's properties; never throws for bad values. */
    public static Settings of(Map<String, Object> properties) {
        List<String> problems = new ArrayList<>();
        String pid = text(properties, "kura.service.pid", DEFAULT_PID);
        String policy = option(properties, "security.policy", "Basic256Sha256", POLICIES, problems);
        String mode = option(properties, "security.mode", "SignAndEncrypt", MODES, problems);
        if (policy.equals("None") != mode.equals("None")) {
            problems.add("Security policy is '" + policy + "' and Security mode is '" + mode
                    + "'; both must be None, or neither");
        }
        Target keystore = KEYSTORE.in(properties);
        if (!keystore.problem().isEmpty()) {
            problems.add(keystore.problem().text());
        }
        String uri = text(properties, "application.uri", "");
        return new Settings(
                pid,
                endpoint(properties, problems),
                SecurityPolicy.valueOf(policy),
                MessageSecurityMode.valueOf(mode),
                text(properties, "user.name", ""),
                raw(properties, "user.password"),
                keystore.meant(),
                text(properties, "keystore.alias", "millwright-opcua"),
                uri.isEmpty() ? defaultApplicationUri(pid) : absolute(uri, problems),
                TrustSettings.of(properties, policy, problems),
                option(properties, "access.mode", "SUBSCRIBE", List.of("SUBSCRIBE", "POLL"), problems)
                        .equals("POLL"),
                whole(properties, "publishing.intervalMs", 500, 10, 3_600_000, problems),
                whole(properties, "request.timeoutMs", 5_000, 100, 120_000, problems),
                whole(properties, "session.timeoutMs", 60_000, 5_000, 3_600_000, problems),
                raw(properties, "tags"),
                file(properties, problems),
                raw(properties, "assets"),
                option(properties, "time.source", "source", List.of("source", "server"), problems)
                        .equals("server"),
                server(properties, problems),
                List.copyOf(problems));
    }

    private static ServerChoice server(Map<String, Object> properties, List<String> problems) {
        String second = text(properties, "endpoint.second.url", "");
        if (!second.isEmpty() && !address(second)) {
            problems.add("Second endpoint URL '" + second
                    + "' is no OPC UA address; write opc.tcp://host:port, the port from 1 to " + MAX_PORT
                    + ", or leave it empty");
        }
        if (!second.isEmpty() && second.equals(text(properties, "endpoint.url", ""))) {
            problems.add("Second endpoint URL '" + second
                    + "' is the Endpoint URL; enter the address of the other server, or leave it empty");
        }
        return new ServerChoice(
                second,
                ServerProfile.of(option(properties, "server.profile", "automatic", ServerProfile.ids(), problems)),
                count(properties, "load.requestsPerSecond", 0, 0, 10_000, problems),
                count(properties, "load.requestsInFlight", 0, 0, 100, problems));
    }

    private static String defaultApplicationUri(String pid) {
        return "urn:millwright:opcua:" + pid.replaceAll("[^A-Za-z0-9._~-]", "-");
    }

    private static String absolute(String uri, List<String> problems) {
        try {
            if (new URI(uri).isAbsolute()) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // told below, with value and remedy
        }
        problems.add("Application URI '" + uri
                + "' is no absolute URI; write one like urn:company:gateway:line1, or leave it empty");
        return uri;
    }

    private static String endpoint(Map<String, Object> properties, List<String> problems) {
        boolean empty = properties.get("endpoint.url") != null
                && raw(properties, "endpoint.url").isBlank();
        if (empty) {
            problems.add("Endpoint URL '' is empty; enter the server's address, opc.tcp://host:port");
        }
        String url = text(properties, "endpoint.url", "opc.tcp://127.0.0.1:4840");
        if (!address(url)) {
            problems.add("Endpoint URL '" + url
                    + "' is no OPC UA address; write opc.tcp://host:port, the port from 1 to " + MAX_PORT);
        }
        return url;
    }

    private static boolean address(String url) {
        Matcher matcher = ENDPOINT.matcher(url);
        if (!matcher.matches()) {
            return false;
        }
        int port = matcher.group(1) == null ? 1 : Integer.parseInt(matcher.group(1));
        return port >= 1 && port <= MAX_PORT;
    }

    private static String file(Map<String, Object> properties, List<String> problems) {
        String file = text(properties, "tags.file", "");
        if (leavesDataDirectory(file)) {
            problems.add(
                    "Tag file '" + file + "' leaves the Kura data directory; enter a path relative to it, without ..");
        }
        return file;
    }

    static boolean leavesDataDirectory(String file) {
        return file.startsWith("/") || List.of(file.split("[/\\\\]")).contains("..");
    }

    /** Returns all problems as one: what is wrong, then what to do. */
    public Diagnosis problem() {
        return Diagnosis.all(problems.stream().map(Diagnosis::parse).toList());
    }

    /** Returns whether the tags come from a file that may be read; other problems do not matter to it. */
    public boolean readsTagsFile() {
        return !tagsFile.isEmpty() && !leavesDataDirectory(tagsFile);
    }

    @Override
    public String toString() {
        return "Settings[" + pid + " " + endpointUrl + "]";
    }
}
