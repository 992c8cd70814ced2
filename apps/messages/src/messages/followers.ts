/** How many follow the live stream in this process, and from where. */
export class Followers {
  private readonly networks = new Map<string, number>();
  private total = 0;

  get all(): number {
    return this.total;
  }

  of(network: string): number {
    return this.networks.get(network) ?? 0;
  }

  /** Returns what takes the follower out again. */
  enter(network: string): () => void {
    this.total++;
    this.networks.set(network, this.of(network) + 1);
    return () => {
      this.total--;
      const left = this.of(network) - 1;
      if (left > 0) this.networks.set(network, left);
      else this.networks.delete(network);
    };
  }
}
