package io.millwright.desk.gateway;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;

/** A gateway as a program sees it over HTTPS: login, session, token, documents, acts. It has one user, whose password is {@link #PASSWORD}. */
final class StandIn implements AutoCloseable {
    static final String PASSWORD = "we rivet at dawn";

    private static final String TOKEN = "token-of-the-session";
    private static final String COOKIE = "JSESSIONID=17";

    private final HttpsServer server;
    private final X509Certificate certificate;
    private final Map<String, Function<String, JsonObject>> documents = new ConcurrentHashMap<>();
    private final Map<String, Function<JsonObject, JsonObject>> acts = new ConcurrentHashMap<>();

    /** Verb and path of every call that got in, and the bodies of acts. */
    final List<String> calls = new CopyOnWriteArrayList<>();

    volatile boolean open;

    StandIn() throws Exception {
        KeyPair pair = SelfSignedCertificateGenerator.generateRsaKeyPair(2048);
        certificate = new SelfSignedCertificateBuilder(pair)
                .setCommonName("some gateway")
                .setApplicationUri("urn:some:gateway")
                .build();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", pair.getPrivate(), new char[0], new Certificate[] {certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/services/session/v1/", this::session);
        server.createContext("/services/millwright/v1/", this::millwright);
        server.start();
    }

    String address() {
        return "https://127.0.0.1:" + server.getAddress().getPort();
    }

    String fingerprint() throws Exception {
        return Trust.sha256(certificate);
    }

    /** What every command is called with. */
    Object[] options(Path folder, Object... command) throws Exception {
        Path password = folder.resolve("password");
        Files.writeString(password, PASSWORD + "\n");
        Object[] common = {
            "--gateway",
            address(),
            "--fingerprint",
            fingerprint(),
            "--known",
            folder.resolve("known"),
            "--password-file",
            password
        };
        Object[] all = java.util.Arrays.copyOf(command, command.length + common.length);
        System.arraycopy(common, 0, all, command.length, common.length);
        return all;
    }

    StandIn document(String path, String json) {
        return document(path, query -> Json.parse(json).asObject());
    }

    /** A document by its query, as it came. */
    StandIn document(String path, Function<String, JsonObject> made) {
        documents.put(path, made);
        return this;
    }

    StandIn act(String name, Function<JsonObject, JsonObject> done) {
        acts.put(name, done);
        return this;
    }

    private void session(HttpExchange call) throws IOException {
        String body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        switch (call.getRequestURI().getPath().replaceFirst(".*/session/v1/", "")) {
            case "login/password" -> {
                JsonObject given = Json.parse(body).asObject();
                boolean right = given.getString("password", "").equals(PASSWORD);
                open |= right;
                call.getResponseHeaders().add("Set-Cookie", COOKIE + "; Path=/; Secure; HttpOnly");
                answer(call, right ? 200 : 401, right ? "{\"passwordChangeNeeded\":false}" : "{\"message\":\"no\"}");
            }
            case "xsrfToken" -> answer(
                    call, has(call, "Cookie", COOKIE) ? 200 : 401, "{\"xsrfToken\":\"" + TOKEN + "\"}");
            case "logout" -> {
                open = false;
                answer(call, 204, "");
            }
            default -> answer(call, 200, "{}");
        }
    }

    private static boolean has(HttpExchange call, String header, String value) {
        return String.valueOf(call.getRequestHeaders().getFirst(header)).contains(value);
    }

    private void millwright(HttpExchange call) throws IOException {
        String body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (!has(call, "Cookie", COOKIE) || !has(call, "X-XSRF-Token", TOKEN)) {
            answer(call, 401, "");
            return;
        }
        String path = call.getRequestURI().getPath().replaceFirst("^/services/millwright/v1/", "");
        calls.add(call.getRequestMethod() + " " + path + (body.isEmpty() ? "" : " " + body));
        JsonObject answer = null;
        if (call.getRequestMethod().equals("GET") && documents.containsKey(path)) {
            answer = documents
                    .get(path)
                    .apply(String.valueOf(call.getRequestURI().getQuery()));
        } else if (call.getRequestMethod().equals("POST") && acts.containsKey(path)) {
            answer = acts.get(path).apply(Json.parse(body).asObject());
        }
        if (answer == null) {
            answer(
                    call,
                    404,
                    "{\"error\":{\"kind\":\"NOT_FOUND\",\"field\":\"\",\"text\":\"there is no '" + path
                            + "'\",\"remedy\":\"ask for another one\"}}");
        } else {
            answer(call, answer.get("error") == null ? 200 : 409, answer.toString());
        }
    }

    private static void answer(HttpExchange call, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        call.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            call.getResponseBody().write(bytes);
        }
        call.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
