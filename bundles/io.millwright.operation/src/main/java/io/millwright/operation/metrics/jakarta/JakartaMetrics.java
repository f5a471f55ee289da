package io.millwright.operation.metrics.jakarta;

import io.millwright.operation.metrics.MetricsAnswer;
import io.millwright.operation.metrics.MetricsCall;
import io.millwright.operation.metrics.MetricsCore;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;

/** The address as a servlet without a session. Thread-safe. */
public final class JakartaMetrics implements Servlet {
    private final MetricsCore core;
    private volatile ServletConfig config;

    /** Creates it. */
    public JakartaMetrics(MetricsCore core) {
        this.core = core;
    }

    @Override
    public void init(ServletConfig given) {
        config = given;
    }

    @Override
    public ServletConfig getServletConfig() {
        return config;
    }

    @Override
    public String getServletInfo() {
        return "Millwright";
    }

    @Override
    public void destroy() {
        // The core holds nothing open.
    }

    @Override
    public void service(ServletRequest request, ServletResponse response) throws IOException {
        HttpServletRequest in = (HttpServletRequest) request;
        String authorization = in.getHeader("Authorization");
        // An address in digits is not looked up anywhere.
        boolean secure =
                in.isSecure() || InetAddress.getByName(in.getRemoteAddr()).isLoopbackAddress();
        MetricsAnswer answer =
                core.answer(new MetricsCall(in.getMethod(), authorization == null ? "" : authorization, secure));
        HttpServletResponse out = (HttpServletResponse) response;
        out.setStatus(answer.status());
        answer.headers().forEach(out::setHeader);
        out.setContentLength(answer.body().length);
        out.getOutputStream().write(answer.body());
    }
}
