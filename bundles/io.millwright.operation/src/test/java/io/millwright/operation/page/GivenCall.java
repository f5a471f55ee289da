package io.millwright.operation.page;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/** A call as a test gives it. */
final class GivenCall implements PageCall {
    private final String method;
    private final String address;
    private final Map<String, String> headers = new HashMap<>();
    private String user = "admin";
    private byte[] body = new byte[0];

    /** What {@link #lastTouched} was told last. */
    long touchedMillis;

    GivenCall(String method, String address) {
        this.method = method;
        this.address = address;
    }

    GivenCall user(String name) {
        user = name;
        return this;
    }

    GivenCall with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    GivenCall body(byte[] bytes) {
        body = bytes;
        return this;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        int at = address.indexOf('?');
        return at < 0 ? address : address.substring(0, at);
    }

    @Override
    public String query() {
        int at = address.indexOf('?');
        return at < 0 ? "" : address.substring(at + 1);
    }

    @Override
    public String header(String name) {
        return headers.getOrDefault(name, "");
    }

    @Override
    public InputStream body() {
        return new ByteArrayInputStream(body);
    }

    @Override
    public String user() {
        return user;
    }

    @Override
    public String token() {
        return "right";
    }

    @Override
    public boolean tokenFits(String token) {
        return "right".equals(token);
    }

    @Override
    public void lastTouched(long epochMillis) {
        touchedMillis = epochMillis;
    }

    @Override
    public String toString() {
        return method + " " + address + " " + headers;
    }
}
