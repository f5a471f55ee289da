package io.millwright.gateway.kura.web;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.function.Function;

/**
 * One call as request, response and session of either servlet API: as much of them as add-ons use; everything else is refused loudly.
 * Used by one thread.
 */
final class ServletExchange {
    private final HttpExchange exchange;
    private final Login login;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int status = 200;

    ServletExchange(HttpExchange exchange, Login login) {
        this.exchange = exchange;
        this.login = login;
    }

    java.io.InputStream in() {
        return exchange.getRequestBody();
    }

    ByteArrayOutputStream out() {
        return body;
    }

    /** Returns a request; {@code stream} makes this API's stream of {@link #in}. */
    <T> T request(Class<T> type, Class<?> session, Function<ServletExchange, Object> stream) {
        Object shown = session(session);
        return proxy(type, (self, method, arguments) -> switch (method.getName()) {
            case "getMethod" -> exchange.getRequestMethod();
            case "getRequestURI" -> exchange.getRequestURI().getRawPath();
            case "getQueryString" -> exchange.getRequestURI().getRawQuery();
            case "getHeader" -> exchange.getRequestHeaders().getFirst((String) arguments[0]);
            case "getInputStream" -> stream.apply(this);
            case "getSession" -> shown;
            default -> throw new UnsupportedOperationException(method.toString());
        });
    }

    /** Returns a response; {@code stream} makes this API's stream of {@link #out}. */
    <T> T response(Class<T> type, Function<ServletExchange, Object> stream) {
        return proxy(type, (self, method, arguments) -> switch (method.getName()) {
            case "isCommitted" -> false;
            case "setStatus" -> {
                status = (Integer) arguments[0];
                yield null;
            }
            case "setHeader" -> {
                exchange.getResponseHeaders().set((String) arguments[0], (String) arguments[1]);
                yield null;
            }
            case "setContentLength" -> null;
            case "getOutputStream" -> stream.apply(this);
            default -> throw new UnsupportedOperationException(method.toString());
        });
    }

    private Object session(Class<?> type) {
        return proxy(type, (self, method, arguments) -> switch (method.getName()) {
            case "getId" -> login.id;
            case "getAttribute" -> login.attributes.get((String) arguments[0]);
            case "setAttribute" -> login.attributes.put((String) arguments[0], arguments[1]);
            case "getMaxInactiveInterval" -> Login.MAX_INACTIVE_SECONDS;
            case "invalidate" -> {
                login.invalidate();
                yield null;
            }
            default -> throw new UnsupportedOperationException(method.toString());
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** Sends what was answered. */
    void send() throws IOException {
        boolean empty = body.size() == 0;
        exchange.sendResponseHeaders(status, empty ? -1 : body.size());
        if (!empty) {
            body.writeTo(exchange.getResponseBody());
        }
    }
}
