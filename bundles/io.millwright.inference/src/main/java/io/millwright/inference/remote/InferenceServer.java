package io.millwright.inference.remote;

import io.millwright.inference.remote.RemoteFailure.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/**
 * One server's address, and a model on it, by the REST paths of the Open Inference Protocol, version 2. Thread-safe.
 *
 * @see <a href="https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md">the
 *     protocol</a>
 */
final class InferenceServer {
    private static final int MOST_DESCRIPTION_BYTES = 1 << 20;

    private final HttpClient client;
    private final String base;
    private final String title;
    private final String model;
    private final String authorization;

    /** By TLS both sides agree on one; over http an upgrade from 1.1 is not understood by every server. */
    private final HttpClient.Version httpVersion;

    private volatile boolean binary;

    /**
     * Speaks to nobody yet.
     *
     * @param url http or https, with a path where the protocol lies below one
     * @param model name of the model on the server
     * @param version of the model on the server, empty for the server's choice
     * @param token bearer token, empty for none
     */
    InferenceServer(HttpClient client, URI url, String model, String version, String token) {
        this.client = client;
        String text = url.toString();
        base = (text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + "/v2";
        title = url.getAuthority();
        httpVersion =
                url.getScheme().equalsIgnoreCase("https") ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1;
        this.model = "/models/" + encoded(model) + (version.isEmpty() ? "" : "/versions/" + encoded(version));
        authorization = token.isEmpty() ? null : "Bearer " + token;
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Returns host and port, for people. */
    String title() {
        return title;
    }

    /** Whether tensors are sent as they lie. */
    boolean binary() {
        return binary;
    }

    void binary(boolean yes) {
        binary = yes;
    }

    /** Returns the request that sends this body, for as often as wanted. */
    HttpRequest infer(RequestBody body) {
        HttpRequest.Builder builder = request(model + "/infer").POST(body);
        if (body.headBytes() >= 0) {
            builder.header("Content-Type", "application/octet-stream")
                    .header(Answer.HEAD_BYTES, Integer.toString(body.headBytes()));
        } else {
            builder.header("Content-Type", "application/json");
        }
        return builder.build();
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create(base + path)).version(httpVersion);
        if (authorization != null) {
            builder.header("Authorization", authorization);
        }
        return builder;
    }

    /** Sends a request; what becomes of it is told on the client's threads. */
    CompletableFuture<HttpResponse<Answer>> send(HttpRequest request, Answer answer) {
        return client.sendAsync(request, answer);
    }

    /** Asks whether the server lives; an answer that it does not is a failure. */
    void live(long timeoutMillis) throws RemoteFailure, InterruptedException {
        get("/health/live", Kind.SERVER, timeoutMillis);
    }

    /** Asks whether the model is ready; an answer that it is not is a failure. */
    void ready(long timeoutMillis) throws RemoteFailure, InterruptedException {
        String answer = get(model + "/ready", Kind.NOT_READY, timeoutMillis);
        if (answer.replaceAll("\\s", "").contains("\"ready\":false")) {
            throw new RemoteFailure(Kind.NOT_READY, title + ": the model is not ready", "wait, or look at the server");
        }
    }

    /** Returns the server's description, JSON. */
    String serverMetadata(long timeoutMillis) throws RemoteFailure, InterruptedException {
        return get("", Kind.SERVER, timeoutMillis);
    }

    /** Returns the model's description, JSON. */
    String modelMetadata(long timeoutMillis) throws RemoteFailure, InterruptedException {
        return get(model, Kind.NOT_READY, timeoutMillis);
    }

    private String get(String path, Kind otherwise, long timeoutMillis) throws RemoteFailure, InterruptedException {
        CompletableFuture<HttpResponse<Answer>> exchange =
                send(request(path).GET().build(), new Answer(null, MOST_DESCRIPTION_BYTES));
        try {
            Answer answer = exchange.get(timeoutMillis, TimeUnit.MILLISECONDS).body();
            if (answer.status() != 200) {
                throw refused(answer, otherwise);
            }
            return text(answer);
        } catch (TimeoutException e) {
            throw late(timeoutMillis);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } finally {
            exchange.cancel(true);
        }
    }

    private static String text(Answer answer) {
        return new String(answer.bytes(), 0, answer.length(), StandardCharsets.UTF_8);
    }

    RemoteFailure late(long timeoutMillis) {
        return new RemoteFailure(
                Kind.TIMEOUT,
                title + " did not answer within " + timeoutMillis + " ms",
                "look at the server's load and at the network, or allow more time");
    }

    /** Returns what an answer that is no success says; {@code otherwise} where its status does not. */
    RemoteFailure refused(Answer answer, Kind otherwise) {
        String says = title + " answers " + answer.status() + ": " + RemoteFailure.shortened(text(answer));
        return switch (answer.status()) {
            case 401, 403 -> new RemoteFailure(Kind.ACCESS, says, "enter a valid token or client certificate");
            case 404 -> new RemoteFailure(
                    otherwise == Kind.SERVER ? otherwise : Kind.NOT_READY,
                    says,
                    "compare address, model name and version with the server's");
            case 408, 425, 429, 502, 503, 504 -> new RemoteFailure(
                    otherwise == Kind.NOT_READY ? otherwise : Kind.SERVER, says, "wait, or look at the server");
            default -> new RemoteFailure(
                    answer.status() >= 500 && otherwise == Kind.REFUSED ? Kind.SERVER : otherwise,
                    says,
                    "look at the server's log");
        };
    }

    /** Returns what a client's exception means. */
    RemoteFailure failure(Throwable thrown) {
        Throwable e = thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (caused(e, CertificateException.class) != null || e instanceof SSLHandshakeException) {
            Throwable deepest = caused(e, CertificateException.class);
            return new RemoteFailure(
                    Kind.CERTIFICATE,
                    title + ": no trust: " + (deepest == null ? e : deepest).getMessage(),
                    "trust the server's certificate, or its authority's, in the keystore; is the server's name in it? Where the"
                            + " server asks for one, choose a client certificate that it trusts");
        }
        if (e instanceof SSLException) {
            return new RemoteFailure(
                    Kind.CERTIFICATE,
                    title + ": no TLS: " + e.getMessage(),
                    "is it a TLS port? Does the server want a client certificate?");
        }
        if (e instanceof HttpConnectTimeoutException) {
            return unreachable("no connection in time");
        }
        if (caused(e, UnresolvedAddressException.class) != null || caused(e, UnknownHostException.class) != null) {
            return unreachable("its name has no address");
        }
        if (e instanceof ConnectException) {
            return unreachable("no connection" + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")"));
        }
        return unreachable(e instanceof IOException ? "the connection broke (" + e.getMessage() + ")" : e.toString());
    }

    private RemoteFailure unreachable(String why) {
        return new RemoteFailure(
                Kind.UNREACHABLE, title + ": " + why, "look at address, port, firewall and whether the server runs");
    }

    private static <T extends Throwable> T caused(Throwable e, Class<T> type) {
        int depth = 0;
        for (Throwable cause = e; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return title;
    }
}
