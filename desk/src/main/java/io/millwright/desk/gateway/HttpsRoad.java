package io.millwright.desk.gateway;

import com.eclipsesource.json.JsonObject;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** A session with a gateway's REST service. */
final class HttpsRoad implements Road {
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;
    private static final int LONG_FACTOR = 12;

    private final URI base;
    private final HttpClient client;
    private final Duration limit;
    private String token = "";

    /**
     * Creates one that is not logged in yet.
     *
     * @param base https://host:port
     * @param limit how long one answer is waited for
     */
    HttpsRoad(URI base, SSLContext tls, Duration limit) {
        this.base = base;
        this.limit = limit;
        client = HttpClient.newBuilder()
                .sslContext(tls)
                .connectTimeout(limit)
                .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ORIGINAL_SERVER))
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** Sends what a handshake takes, without a login, so that whoever is there shows its certificate before it gets a password. */
    void handshake() throws IOException, InterruptedException {
        client.send(
                HttpRequest.newBuilder(base.resolve("/services/session/v1/authenticationInfo"))
                        .timeout(limit)
                        .build(),
                BodyHandlers.discarding());
    }

    /** Logs in. */
    void login(String user, char[] password) throws GatewayTrouble {
        String body = new JsonObject()
                .add("username", user)
                .add("password", new String(password))
                .toString();
        HttpResponse<String> answer =
                send("POST", "/services/session/v1/login/password", BodyPublishers.ofString(body), "application/json");
        if (answer.statusCode() == UNAUTHORIZED) {
            throw GatewayTrouble.refused(
                    "", gateway() + " does not take user '" + user + "' with that password", "try another one");
        }
        if (answer.statusCode() == NOT_FOUND) {
            throw GatewayTrouble.refused(
                    "",
                    gateway() + " has no REST login",
                    "web admin, RestService: switch on session management and password authentication");
        }
        JsonObject session = Answer.document(gateway(), answer.statusCode(), answer.body());
        if (session.getBoolean("passwordChangeNeeded", false)) {
            throw GatewayTrouble.refused(
                    "", "the password of '" + user + "' has to be changed first", "log in at the web admin once");
        }
        HttpResponse<String> given =
                send("GET", "/services/session/v1/xsrfToken", BodyPublishers.noBody(), "application/json");
        token = Answer.document(gateway(), given.statusCode(), given.body()).getString("xsrfToken", "");
    }

    @Override
    public String gateway() {
        return base.getAuthority();
    }

    @Override
    public JsonObject get(String path, Map<String, String> parameters) throws GatewayTrouble {
        String query = new TreeMap<>(parameters)
                .entrySet().stream()
                        .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
                        .collect(Collectors.joining("&"));
        return ours(send(
                "GET",
                "/services/millwright/v1/" + encodedPath(path) + (query.isEmpty() ? "" : "?" + query),
                BodyPublishers.noBody(),
                "application/json"));
    }

    @Override
    public JsonObject run(String action, JsonObject body) throws GatewayTrouble {
        return ours(send(
                "POST",
                "/services/millwright/v1/" + encodedPath(action),
                BodyPublishers.ofString(body.toString()),
                "application/json"));
    }

    private JsonObject ours(HttpResponse<String> answer) throws GatewayTrouble {
        if (answer.statusCode() == NOT_FOUND && !answer.body().contains("\"error\"")) {
            throw GatewayTrouble.unreached(
                    gateway() + " has no Millwright that answers", "install the package millwright there");
        }
        if (answer.statusCode() == UNAUTHORIZED) {
            throw GatewayTrouble.refused("", "the session with " + gateway() + " has ended", "call the command again");
        }
        return Answer.document(gateway(), answer.statusCode(), answer.body());
    }

    /** Asks Kura's own REST service. */
    HttpResponse<String> send(String verb, String path, BodyPublisher body, String type) throws GatewayTrouble {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                    .timeout(limit.multipliedBy(verb.equals("POST") ? LONG_FACTOR : 1))
                    .header("Accept", "application/json")
                    .header("X-XSRF-Token", token)
                    .method(verb, body);
            if (!verb.equals("GET")) {
                request.header("Content-Type", type);
            }
            return client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw GatewayTrouble.unreached(
                    gateway() + " is not reached: " + reason(e), "look at the address, the network and the gateway");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw GatewayTrouble.unreached("interrupted", "");
        }
    }

    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "it is not there";
        }
        if (e instanceof AccessDeniedException) {
            return "this user has no right to it";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static String encodedPath(String path) {
        return Arrays.stream(path.split("/", -1)).map(HttpsRoad::encoded).collect(Collectors.joining("/"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        if (token.isEmpty()) {
            return;
        }
        try {
            HttpResponse<String> answer =
                    send("POST", "/services/session/v1/logout", BodyPublishers.noBody(), "application/json");
            token = answer.statusCode() < OK ? token : "";
        } catch (GatewayTrouble e) {
            // The session ends there by itself.
            token = "";
        }
    }
}
