export function TraceRoute() { return <p>trace</p>; }
