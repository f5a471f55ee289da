package io.millwright.operation.metrics.javax;

import io.millwright.operation.metrics.MetricsAnswer;
import io.millwright.operation.metrics.MetricsCall;
import io.millwright.operation.metrics.MetricsCore;
import java.io.IOException;
import java.net.InetAddress;
import javax.servlet.Servlet;
import javax.servlet.ServletConfig;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/** The address as a servlet without a session. Thread-safe. */
public final class JavaxMetrics implements Servlet {
    private final MetricsCore core;
    private volatile ServletConfig config;

    /** Creates it. */
    public JavaxMetrics(MetricsCore core) {
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
