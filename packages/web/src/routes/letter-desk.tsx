import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { deadLettersQuery, dropLetter, letterBodyQuery, replayLetters } from '../api/ingest';
import type { DeadLetter } from '../api/model';
import { plural } from '../ui/format';
import type { LetterDesk } from '../views/ingest/dead-letters';
import { LetterDetails } from '../views/ingest/letter-details';

/** The dead letters of a project, and what is done with them. */
export function useLetterDesk(project: string): LetterDesk {
  const queryClient = useQueryClient();
  const letters = useQuery(deadLettersQuery(project));
  const [outcome, setOutcome] = useState<string>();
  const action = useMutation({
    mutationFn: (act: () => Promise<string>) => act(),
    onMutate: () => setOutcome(undefined),
    onSuccess: setOutcome,
    onSettled: () => Promise.all([queryClient.invalidateQueries({ queryKey: ['dead-letters', project] }), queryClient.invalidateQueries({ queryKey: ['ingest-health', project] })]),
  });
  return {
    letters: letters.data?.dead_letters, total: letters.data?.total ?? 0, error: letters.error, retry: () => void letters.refetch(),
    isBusy: action.isPending, outcome, failure: action.error, again: () => { if (action.variables !== undefined) action.mutate(action.variables); },
    replay: (id) => action.mutate(() => replayLetters(project, id).then(({ replayed }) => `${plural(replayed.length, 'letter')} replayed. What fails again comes back in a few seconds.`)),
    drop: (id) => action.mutate(() => dropLetter(project, id).then(({ dropped }) => (dropped ? '1 letter dropped.' : 'It was gone already.'))),
  };
}

/** What one letter holds; its request is read when a person asks. */
export function LetterOf({ project, letter }: { project: string; letter: DeadLetter }) {
  const [asked, setAsked] = useState(false);
  const body = useQuery({ ...letterBodyQuery(project, letter.letter_id), enabled: asked });
  return <LetterDetails letter={letter} project={project} body={{ opened: body.data, isLoading: body.isFetching, error: body.error, load: () => { if (asked) void body.refetch(); else setAsked(true); } }} />;
}
