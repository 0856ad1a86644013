export function HomeRoute() { return <p>home</p>; }
